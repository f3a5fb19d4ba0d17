package io.gradus.jit.emit;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;

/// Values made once for each key: all that are in use, and those made last. The others are given up
/// with their classes, so a program that compiles functions without end does not fill the memory.
public final class Cache<K, V> {
  private static final int LAST = 1024;

  private final ConcurrentHashMap<K, Held<K, V>> held = new ConcurrentHashMap<>();
  private final ReferenceQueue<V> gone = new ReferenceQueue<>();
  private final AtomicReferenceArray<V> last = new AtomicReferenceArray<>(LAST);
  private final AtomicInteger made = new AtomicInteger();

  private static final class Held<K, V> extends WeakReference<V> {
    private final K key;

    Held(K key, V value, ReferenceQueue<V> gone) {
      super(value, gone);
      this.key = key;
    }
  }

  /// The value of a key, which is made if there is none.
  public V get(K key, Function<K, V> make) {
    for (var r = gone.poll(); r != null; r = gone.poll()) {
      held.remove(((Held<?, ?>) r).key, r);
    }
    Held<K, V> known = held.get(key);
    V value = known == null ? null : known.get();
    return value != null ? value : keep(key, make.apply(key));
  }

  /// Keeps a new value, unless another thread was faster.
  private V keep(K key, V value) {
    Held<K, V> mine = new Held<>(key, value, gone);
    V first = held.merge(key, mine, (old, now) -> old.get() == null ? now : old).get();
    V kept = first == null ? value : first;
    last.set(Math.floorMod(made.getAndIncrement(), LAST), kept);
    return kept;
  }

  /// How many keys have a value, or had one not long ago.
  int size() {
    return held.size();
  }
}
