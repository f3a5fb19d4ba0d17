package io.gradus.jit.run;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// Makes vector code in the background and runs it there, on small arrays of its own, until it is
/// fast.
///
/// Vector code is a hundred times slower than scalar code until HotSpot's second compiler has taken
/// it: every vector is an object then. So work begins with scalar code, which gives the same bits,
/// and changes over when the vector code has stopped allocating. Code that never does, for which
/// the compiler gave up, is never used.
///
/// Warming up takes a processor away from the work itself. So nothing is done for code that has
/// done little so far, and a short program never pays; the code that has done most is first.
public final class Warmup {
  /// The work, in simple operations, that scalar code does first: some tenth of a second.
  private static final long ENOUGH = 500_000_000;

  private static final int CALL = 10_000; // the work of a call, however small
  private static final long SLICE = 3_000_000; // nanoseconds for each piece of code in turn
  private static final int MOST = 2000; // runs in a slice
  private static final int LOOK = 20; // the same where the compiler is waited for
  private static final int PATIENCE = 200_000; // runs
  private static final int QUIET = 3; // slices without allocation
  private static final int TRIED = 10_000; // runs, more than the compiler waits for
  private static final long STUCK = 600_000_000; // nanoseconds after these until code is made anew
  private static final List<Warmup> PENDING = new ArrayList<>();
  private static boolean working;

  private final Supplier<Runnable> code;
  private Runnable probe;
  private volatile boolean done;
  private volatile boolean begun;
  private long work; // several threads count, without care
  private int runs;
  private int quiet;
  private int tried; // runs of the present code
  private long waited; // nanoseconds for the compiler to take it
  private int renewed; // how often the code was made anew

  /// @param code makes the code and returns what runs it
  public Warmup(Supplier<Runnable> code) {
    this.code = code;
  }

  /// Counts work done without the code; begins to warm it up when there was much.
  ///
  /// @return true once the code is fast
  public boolean done(long more) {
    if (!begun) {
      work += more + CALL;
      if (work > ENOUGH) {
        begin();
      }
    }
    return done;
  }

  /// Begins to warm up the code, if that has not begun.
  public void begin() {
    synchronized (PENDING) {
      if (begun) {
        return;
      }
      begun = true;
      PENDING.add(this);
      if (!working) {
        working = true;
        Thread worker = new Thread(Warmup::work, "gradus-warmup");
        worker.setDaemon(true);
        worker.setPriority(Thread.MIN_PRIORITY);
        worker.start();
      }
    }
  }

  private static void work() {
    ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    while (true) {
      Warmup next;
      synchronized (PENDING) {
        if (PENDING.isEmpty()) {
          working = false;
          return;
        }
        next = PENDING.removeFirst();
      }
      if (!next.slice(memory)) {
        synchronized (PENDING) {
          PENDING.add(next);
        }
      }
    }
  }

  /// Runs the code for a while; true if it is done with.
  private boolean slice(ThreadMXBean memory) {
    try {
      if (probe == null || waited > STUCK * (1 + renewed)) {
        renewed += probe == null ? 0 : 1;
        waited = 0;
        tried = 0;
        probe = code.get();
      }
      boolean waits = tried > TRIED;
      long end = System.nanoTime() + SLICE;
      long before = memory.getCurrentThreadAllocatedBytes();
      int count = 0;
      do {
        probe.run();
        count++;
      } while (System.nanoTime() < end && count < (waits ? LOOK : MOST));
      runs += count;
      tried += count;
      quiet = memory.getCurrentThreadAllocatedBytes() == before ? quiet + 1 : 0;
      if (waits && quiet == 0) { // the processor is the compiler's
        LockSupport.parkNanos(end - System.nanoTime());
        waited += SLICE;
      }
    } catch (RuntimeException | LinkageError e) {
      System.getLogger("io.gradus.jit")
          .log(System.Logger.Level.WARNING, "a kernel stays scalar, its vector code fails", e);
      return true;
    }
    done = quiet >= QUIET;
    return done || runs >= PATIENCE;
  }
}
