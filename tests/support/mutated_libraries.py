"""Makes torrents with libtorrent and libraries that are nearly theirs, or checks folders against torrents.

make FOLDER FROM COUNT: below FOLDER for each number N: N/t.torrent, N/library/...
check: reads lines "TORRENT<tab>FOLDER", answers for each a line of JSON: the pieces that libtorrent's own check finds.
"""
import json, os, random, sys, time
import libtorrent as lt

PIECE = 16384
SIZES = [0, 1, 300, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 50000, 70000, 100000, 150000]


def write(path, data):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as f:
        f.write(data)


def names(rnd, count):
    kinds = [
        lambda i: "Show.S01E%02d.mkv" % i,
        lambda i: "release.r%02d" % i,
        lambda i: "VIDEO_TS/VTS_01_%d.VOB" % i,
        lambda i: "cd%d/track %d.flac" % (i % 2, i),
    ]
    kind = rnd.choice(kinds)
    out = [kind(i) for i in range(count)]
    return out + rnd.sample(["info.nfo", "Sample/sample.mkv", "subs/a.srt", "empty.txt"], rnd.randint(0, 3))


def make(folder, seed):
    rnd = random.Random(seed)
    root = os.path.join(folder, str(seed))
    source = os.path.join(root, "source", "T%d" % seed)
    paths = names(rnd, rnd.randint(1, 6))
    equal = rnd.random() < 0.4
    size = rnd.choice(SIZES[3:])
    files = {}
    for path in paths:
        files[path] = rnd.randbytes(size if equal and not path.endswith(("nfo", "srt", "txt")) else rnd.choice(SIZES))
    if not any(files.values()):
        files[paths[0]] = rnd.randbytes(PIECE)
    for path, data in files.items():
        write(os.path.join(source, path), data)
    storage = lt.file_storage()
    lt.add_files(storage, source)
    flags = rnd.choice([64, 64, 32, 0])  # v1 alone, v2 alone, hybrid
    maker = lt.create_torrent(storage, PIECE, flags)
    lt.set_piece_hashes(maker, os.path.dirname(source))
    write(os.path.join(root, "t.torrent"), lt.bencode(maker.generate()))
    library = os.path.join(root, "library")
    base = rnd.choice(["T%d" % seed, "other/place", ""])
    done = []
    items = list(files.items())
    if rnd.random() < 0.3 and equal:
        a, b = rnd.sample(range(len(items)), 2) if len(items) > 1 else (0, 0)
        items[a], items[b] = (items[a][0], items[b][1]), (items[b][0], items[a][1])
        done.append("swapped")
    for path, data in items:
        what = rnd.choice(["same"] * 8 + ["flip", "flip", "missing", "truncate", "grow", "hole", "rename", "zero", "decoy"])
        if what == "flip" and data:
            at = rnd.randrange(len(data))
            data = data[:at] + bytes([data[at] ^ 1]) + data[at + 1:]
        elif what == "truncate":
            data = data[: rnd.randrange(len(data) + 1)]
        elif what == "grow":
            data = data + rnd.randbytes(rnd.choice([1, 1000]))
        elif what == "hole":
            at = rnd.randrange(len(data) + 1)
            data = data[:at] + bytes(min(20000, len(data) - at)) + data[at + 20000:]
        elif what == "zero":
            data = b""
        elif what == "rename":
            path = os.path.join(os.path.dirname(path), "renamed-%d%s" % (len(done), os.path.splitext(path)[1]))
        elif what == "decoy":
            write(os.path.join(library, "decoys", path), rnd.randbytes(len(data)))
        done.append(what)
        if what != "missing":
            write(os.path.join(library, base, path), data)
    os.makedirs(library, exist_ok=True)


def check(lines):
    session = lt.session({
        "enable_dht": False, "enable_lsd": False, "enable_upnp": False, "enable_natpmp": False,
        "listen_interfaces": "127.0.0.1:0", "alert_mask": 0,
    })
    for line in lines:
        torrent, folder = line.rstrip("\n").split("\t")
        params = {"ti": lt.torrent_info(torrent), "save_path": folder, "flags": lt.torrent_flags.upload_mode}
        handle = session.add_torrent(params)
        while True:
            status = handle.status(lt.status_flags_t.query_pieces)
            if status.state not in (lt.torrent_status.checking_files, lt.torrent_status.checking_resume_data):
                break
            time.sleep(0.002)
        print(json.dumps({"have": [bool(p) for p in status.pieces], "seeding": status.is_seeding}), flush=True)
        session.remove_torrent(handle)
    sys.stdout.flush()
    os._exit(0)


if sys.argv[1] == "make":
    for seed in range(int(sys.argv[3]), int(sys.argv[3]) + int(sys.argv[4])):
        make(sys.argv[2], seed)
else:
    check(sys.stdin.readlines())
