package io.gradus.jit.step;

/// A compiled function in memory of its own: bind operands and results, then run.
///
/// @param args where operands are bound
/// @param results where results are bound; those that replace operands are left out
/// @param steps in order
public record Block(Slot[] args, Slot[] results, Step[] steps) {
  /// Computes the results from the operands.
  public void run() {
    for (Step s : steps) {
      s.run();
    }
  }
}
