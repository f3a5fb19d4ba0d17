package io.gradus.app.cli;

import java.util.concurrent.CountDownLatch;

/// Lets a command end in order when the process is told to stop (SIGINT, SIGTERM): the virtual
/// machine waits until the command has saved and said what it had to, and ends with its exit code.
public final class StopSignal {
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile int code;

  /// From now on a signal runs `stop`, which asks the command to come to its end.
  void listen(Runnable stop) {
    Thread hook =
        new Thread(
            () -> {
              stop.run();
              try {
                done.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              // Not exit: that would wait for this very hook.
              Runtime.getRuntime().halt(code);
            },
            "stop");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /// Tells that the command has ended and its output is flushed.
  public void finished(int code) {
    this.code = code;
    done.countDown();
  }
}
