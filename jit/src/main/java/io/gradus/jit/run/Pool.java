package io.gradus.jit.run;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/// A few threads that share the chunks of one task at a time.
///
/// The calling thread works too. Which thread gets which chunk is left to chance; what a chunk
/// computes does not depend on it, so neither do the results. Idle threads spin for a short while,
/// since the next task of a step follows within microseconds, and then sleep. They are daemons: the
/// JVM exits by itself. A run allocates nothing.
public final class Pool {
  /// Something done in chunks, each by one thread.
  public interface Task {
    /// Does one chunk.
    ///
    /// @param chunk from 0
    /// @param worker the number of the thread, from 0, for scratch memory of its own
    void run(int chunk, int worker);
  }

  private static final int SPINS = 4000; // some tens of microseconds
  private static final long NEAR = 50_000; // nanoseconds; as long as idle threads spin
  private static final VarHandle TICKET;
  private static final VarHandle DONE;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      TICKET = lookup.findVarHandle(Pool.class, "ticket", long.class);
      DONE = lookup.findVarHandle(Pool.class, "done", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Worker[] workers;
  private Task task;
  private Throwable failure;

  /// The run (upper half) and the next chunk to do, counting down (lower half).
  @SuppressWarnings("unused")
  private volatile long ticket;

  @SuppressWarnings("unused")
  private volatile int done; // chunks finished in this run

  private int run;
  private long ended; // when the last short run was done

  /// A pool of `threads` threads, the caller's own among them.
  public Pool(int threads) {
    workers = new Worker[threads - 1];
    for (int i = 0; i < workers.length; i++) {
      workers[i] = new Worker(i + 1);
      workers[i].start();
    }
  }

  /// The number of threads that share a task.
  public int threads() {
    return workers.length + 1;
  }

  /// Does chunks 0 … `chunks` − 1 of a task and returns when all are done. Callers take turns.
  public void run(Task t, int chunks) {
    run(t, chunks, false);
  }

  /// The same; wakes no thread for a run that is over in a few microseconds, unless it follows
  /// another such run closely.
  public synchronized void run(Task t, int chunks, boolean isShort) {
    if (workers.length == 0 || chunks == 1) {
      for (int i = 0; i < chunks; i++) {
        t.run(i, 0);
      }
      return;
    }
    boolean wake = !isShort || System.nanoTime() - ended < NEAR;
    task = t;
    failure = null;
    DONE.setVolatile(this, 0);
    run++;
    TICKET.setVolatile(this, ((long) run << 32) | chunks);
    for (int i = 0; i < Math.min(workers.length, chunks - 1); i++) {
      if (wake && workers[i].asleep) {
        LockSupport.unpark(workers[i]);
      }
    }
    work(run, 0);
    while ((int) DONE.getVolatile(this) < chunks) {
      Thread.onSpinWait();
    }
    if (isShort) {
      ended = System.nanoTime();
    }
    if (failure != null) {
      throw new IllegalStateException("a task failed: " + failure.getMessage(), failure);
    }
  }

  /// Takes chunks of one run until none is left.
  private void work(int current, int worker) {
    while (true) {
      long t = (long) TICKET.getVolatile(this);
      int left = (int) t;
      if ((int) (t >>> 32) != current || left == 0) {
        return;
      }
      if (TICKET.compareAndSet(this, t, t - 1)) {
        try {
          task.run(left - 1, worker);
        } catch (Throwable e) {
          failure = e;
        } finally {
          DONE.getAndAdd(this, 1);
        }
      }
    }
  }

  private final class Worker extends Thread {
    private final int number;
    private volatile boolean asleep;

    Worker(int number) {
      super("gradus-" + number);
      this.number = number;
      setDaemon(true);
    }

    @Override
    public void run() {
      int spins = 0;
      while (true) {
        long t = (long) TICKET.getVolatile(Pool.this);
        if ((int) t > 0) {
          work((int) (t >>> 32), number);
          spins = 0;
        } else if (++spins < SPINS) {
          Thread.onSpinWait();
        } else {
          asleep = true;
          if ((int) (long) TICKET.getVolatile(Pool.this) == 0) {
            LockSupport.park(this);
          }
          asleep = false;
          spins = 0;
        }
      }
    }
  }
}
