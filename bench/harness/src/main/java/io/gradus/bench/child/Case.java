package io.gradus.bench.child;

/// Something that a child process measures.
public interface Case {
  /// Builds what is measured and warms it up.
  ///
  /// @return a number on which all who do the same work must agree; NaN if there is none
  /// @throws Exception if the library cannot do it
  double prepare() throws Exception;

  /// Works for about some seconds.
  ///
  /// @param seconds how long
  /// @return the figure of the case, such as steps per second
  /// @throws Exception if the library fails
  double measure(double seconds) throws Exception;

  /// One round of work.
  @FunctionalInterface
  interface Work {
    /// Does it.
    ///
    /// @throws Exception if the library fails
    void run() throws Exception;
  }

  /// Rounds per second, over whole chunks until the time is up.
  ///
  /// @param chunk rounds between two looks at the clock
  static double rate(double seconds, int chunk, Work work) throws Exception {
    long start = System.nanoTime();
    long rounds = 0;
    double passed;
    do {
      for (int i = 0; i < chunk; i++) {
        work.run();
      }
      rounds += chunk;
      passed = (System.nanoTime() - start) * 1e-9;
    } while (passed < seconds);
    return rounds / passed;
  }

  /// Works until compilers have settled: until two seconds bring nothing better, but no longer than
  /// half as long again as asked for at least.
  ///
  /// @param least seconds to work at least, 10 if less
  /// @return a chunk for [#rate] of about five milliseconds
  static int warm(double least, Work work) throws Exception {
    double enough = Math.max(10, least);
    double slice = 0.5;
    double best = 0;
    double found = 0; // when the best came
    double passed = 0;
    while (passed < enough || passed < 1.5 * enough && passed - found < 2) {
      long start = System.nanoTime();
      double rate = rate(slice, 1, work);
      passed += (System.nanoTime() - start) * 1e-9;
      if (rate > 1.02 * best) {
        best = rate;
        found = passed;
      }
    }
    return (int) Math.clamp(0.005 * best, 1, 100_000);
  }
}
