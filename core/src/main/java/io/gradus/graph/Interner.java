package io.gradus.graph;

import io.gradus.op.Op;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.List;

/// The table that makes equal nodes identical. It holds them weakly, so that a graph nobody uses is
/// collected whole.
final class Interner {
  private static final ReferenceQueue<Expr> DEAD = new ReferenceQueue<>();
  private static Entry[] buckets = new Entry[1 << 12];
  private static int size;

  private Interner() {}

  private static final class Entry extends WeakReference<Expr> {
    final int hash;
    Entry next;

    Entry(Expr e, int hash, Entry next) {
      super(e, DEAD);
      this.hash = hash;
      this.next = next;
    }
  }

  /// The node with this operation and these arguments: the living one, or a new one.
  static Expr intern(Op op, List<Expr> args) {
    int hash = op.hashCode(); // outside the lock, as it may walk an array
    for (Expr arg : args) {
      hash = 31 * hash + System.identityHashCode(arg);
    }
    return intern(op, args, hash ^ hash >>> 16);
  }

  private static synchronized Expr intern(Op op, List<Expr> args, int hash) {
    expunge();
    for (Entry e = buckets[hash & buckets.length - 1]; e != null; e = e.next) {
      if (e.hash == hash && e.get() instanceof Expr known && same(known, op, args)) {
        return known;
      }
    }
    Expr made = new Expr(op, args);
    if (++size > buckets.length) {
      grow();
    }
    int slot = hash & buckets.length - 1;
    buckets[slot] = new Entry(made, hash, buckets[slot]);
    return made;
  }

  private static boolean same(Expr e, Op op, List<Expr> args) {
    if (e.args().size() != args.size() || !e.op().equals(op)) {
      return false;
    }
    for (int i = 0; i < args.size(); i++) {
      if (e.args().get(i) != args.get(i)) {
        return false;
      }
    }
    return true;
  }

  private static void expunge() {
    for (Object dead = DEAD.poll(); dead != null; dead = DEAD.poll()) {
      Entry gone = (Entry) dead;
      int slot = gone.hash & buckets.length - 1;
      Entry before = null;
      for (Entry e = buckets[slot]; e != null; before = e, e = e.next) {
        if (e == gone) {
          if (before == null) {
            buckets[slot] = e.next;
          } else {
            before.next = e.next;
          }
          size--;
          break;
        }
      }
    }
  }

  private static void grow() {
    Entry[] old = buckets;
    buckets = new Entry[2 * old.length];
    for (Entry e : old) {
      while (e != null) {
        Entry next = e.next;
        int slot = e.hash & buckets.length - 1;
        e.next = buckets[slot];
        buckets[slot] = e;
        e = next;
      }
    }
  }
}
