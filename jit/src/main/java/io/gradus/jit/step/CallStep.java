package io.gradus.jit.step;

/// A function kept whole.
public final class CallStep implements Step {
  private final Block body;

  /// @param body bound to its operands and results
  public CallStep(Block body) {
    this.body = body;
  }

  @Override
  public void run() {
    body.run();
  }
}
