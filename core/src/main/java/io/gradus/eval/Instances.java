package io.gradus.eval;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/// Things that one thread at a time may use, handed out to any number of threads: a spare one if
/// there is one, otherwise a new one. No locks, and no allocation once there are enough.
///
/// ```java
/// Executable e = instances.take();
/// try {
///   return e.run(args);
/// } finally {
///   instances.give(e);
/// }
/// ```
public final class Instances<T> {
  // More callers at once than this make an instance for a call, as there is no place to keep it.
  private static final int PLACES =
      Integer.highestOneBit(2 * Runtime.getRuntime().availableProcessors() - 1) * 2;

  private final Supplier<T> maker;
  private final AtomicReferenceArray<T> spare = new AtomicReferenceArray<>(PLACES);

  /// No instances yet.
  ///
  /// @param maker makes one; several threads may call it at once
  public Instances(Supplier<T> maker) {
    this.maker = maker;
  }

  /// An executable for each caller, the first one being `first` itself.
  public static Instances<Backend.Executable> of(Backend.Executable first) {
    Instances<Backend.Executable> all = new Instances<>(first::fork);
    all.give(first);
    return all;
  }

  /// An instance that is the caller's own until it is given back.
  public T take() {
    int home = home();
    for (int i = 0; i < PLACES; i++) {
      int place = (home + i) & (PLACES - 1);
      // A look first: reading is cheap where many threads write.
      if (spare.get(place) != null) {
        T found = spare.getAndSet(place, null);
        if (found != null) {
          return found;
        }
      }
    }
    return maker.get();
  }

  /// Takes an instance back; the caller does not use it any more.
  public void give(T instance) {
    int home = home();
    for (int i = 0; i < PLACES; i++) {
      int place = (home + i) & (PLACES - 1);
      if (spare.get(place) == null && spare.compareAndSet(place, null, instance)) {
        return;
      }
    }
  }

  /// Where a thread begins to look, so that a thread meets its own instance, warm in its cache.
  private static int home() {
    return (int) Thread.currentThread().threadId() & (PLACES - 1);
  }
}
