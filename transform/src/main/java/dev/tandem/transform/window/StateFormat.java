package dev.tandem.transform.window;

import dev.tandem.row.ByteReader;
import dev.tandem.row.ByteWriter;
import dev.tandem.row.CorruptRowException;
import java.util.ArrayList;
import java.util.List;

/** The bytes of an {@link EntityWindows}, version 1; {@code docs/window-state.md} tells them. */
final class StateFormat {
    private static final int VERSION = 1;
    private static final int HAS_BASE = 1;
    private static final int HAS_SEAL = 2;

    private StateFormat() {}

    static byte[] write(EntityWindows windows) {
        ByteWriter out = new ByteWriter(1_024);
        out.writeByte(VERSION);
        out.writeBigEndian(windows.plan().fingerprint(), Integer.BYTES);
        boolean hasBase = windows.baseToOrNone() != EntityWindows.NONE;
        boolean hasSeal = windows.seal() != EntityWindows.NONE;
        out.writeByte((hasBase ? HAS_BASE : 0) | (hasSeal ? HAS_SEAL : 0));
        if (hasBase) {
            out.writeZigzag(windows.baseToOrNone());
        }
        if (hasSeal) {
            out.writeZigzag(windows.seal());
            writeTail(out, windows);
            writeTiles(out, windows);
        }
        return out.toBytes();
    }

    private static void writeTail(ByteWriter out, EntityWindows windows) {
        out.writeVarint(windows.tail().size());
        long before = windows.seal();
        for (WindowEvent event : windows.tail()) {
            out.writeVarint(event.time() - before);
            event.writeTo(out, windows.plan());
            before = event.time();
        }
    }

    private static void writeTiles(ByteWriter out, EntityWindows windows) {
        Grid grid = windows.plan().grid();
        List<Tile> tiles = windows.tiles();
        int at = 0;
        for (int level = 0; level < grid.levels(); level++) {
            int to = at;
            while (to < tiles.size() && tiles.get(to).level() == level) {
                to++;
            }
            out.writeVarint(to - at);
            for (int i = at; i < to; i++) {
                long index = tiles.get(i).start() / grid.resolution(level);
                if (i == at) {
                    out.writeZigzag(index);
                } else {
                    out.writeVarint(tiles.get(i - 1).start() / grid.resolution(level) - index - 1);
                }
                out.writeSized(tiles.get(i).states());
            }
            at = to;
        }
    }

    static EntityWindows read(WindowPlan plan, byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        int version = in.readByte();
        if (version != VERSION) {
            throw new CorruptRowException("its format version is " + version + " and this program reads " + VERSION);
        }
        if ((int) in.readBigEndian(Integer.BYTES) != plan.fingerprint()) {
            throw new CorruptRowException("it was made for other aggregations");
        }
        int flags = in.readByte();
        if (flags > (HAS_BASE | HAS_SEAL)) {
            throw new CorruptRowException("its flags are " + flags);
        }
        long baseTo = (flags & HAS_BASE) == 0 ? EntityWindows.NONE : instant(in.readZigzag());
        if ((flags & HAS_SEAL) == 0) {
            in.needNoMore();
            return new EntityWindows(plan, baseTo, EntityWindows.NONE, List.of(), List.of());
        }
        long seal = in.readZigzag();
        if (seal > WindowPlan.LATEST || seal < WindowPlan.EARLIEST - plan.tailReach()) {
            throw new CorruptRowException("its seal is " + seal);
        }
        List<WindowEvent> tail = readTail(in, plan, seal);
        List<Tile> tiles = readTiles(in, plan);
        in.needNoMore();
        return new EntityWindows(plan, baseTo, seal, tail, tiles);
    }

    private static long instant(long micros) {
        if (micros < WindowPlan.EARLIEST || micros > WindowPlan.LATEST) {
            throw new CorruptRowException(micros + " microseconds from 1970 is further than windows can tell");
        }
        return micros;
    }

    private static List<WindowEvent> readTail(ByteReader in, WindowPlan plan, long seal) {
        int count = in.readCount(2);
        if (count > EntityWindows.MOST_TAIL_EVENTS) {
            throw new CorruptRowException("a tail of " + count + " events");
        }
        List<WindowEvent> tail = new ArrayList<>(count);
        long time = seal;
        for (int i = 0; i < count; i++) {
            long later = in.readVarint();
            if (later < 0 || later > WindowPlan.LATEST - time || (i == 0 && later == 0)) {
                throw new CorruptRowException("an event " + later + " microseconds after the one before");
            }
            time += later;
            WindowEvent event = WindowEvent.read(in, plan, instant(time));
            if (i > 0 && WindowEvent.IDENTITY.compare(tail.get(i - 1), event) >= 0) {
                throw new CorruptRowException("the events of its tail are not in order");
            }
            tail.add(event);
        }
        return tail;
    }

    private static List<Tile> readTiles(ByteReader in, WindowPlan plan) {
        Grid grid = plan.grid();
        List<Tile> tiles = new ArrayList<>();
        long before = Long.MAX_VALUE;
        for (int level = 0; level < grid.levels(); level++) {
            int count = in.readCount(2);
            long index = 0;
            for (int i = 0; i < count; i++) {
                long furthest = WindowPlan.LATEST / grid.resolution(level) + 1;
                long read = i == 0 ? in.readZigzag() : in.readVarint();
                if (read < -furthest || read > 2 * furthest) {
                    throw new CorruptRowException("a tile number " + read);
                }
                index = i == 0 ? read : index - read - 1;
                if (index < -furthest || index > furthest) {
                    throw new CorruptRowException("a tile number " + index);
                }
                Tile tile = new Tile(level, index * grid.resolution(level), in.readSized());
                if (grid.end(level, tile.start()) > before) {
                    throw new CorruptRowException("tiles overlap, or are not in order");
                }
                before = tile.start();
                tiles.add(tile);
            }
        }
        return List.copyOf(tiles);
    }
}
