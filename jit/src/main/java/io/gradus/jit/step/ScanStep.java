package io.gradus.jit.step;

import io.gradus.jit.emit.Operands;

/// A loop. The state is kept where its last value is wanted, and every step of the loop writes it
/// over; stacked operands and results are walked through by binding the next part.
public final class ScanStep implements Step {
  /// A stacked operand or result.
  ///
  /// @param slot of the body
  /// @param index where the stack lies, among `places`
  /// @param size the elements of one part
  public record Stack(Slot slot, int index, int size) {}

  private final Block body;
  private final int length;
  private final boolean backward;
  private final Operands places;
  private final Stack[] stacks;

  /// @param places the stacks
  public ScanStep(Block body, int length, boolean backward, Operands places, Stack[] stacks) {
    this.body = body;
    this.length = length;
    this.backward = backward;
    this.places = places;
    this.stacks = stacks;
  }

  @Override
  public void run() {
    for (int i = 0; i < length; i++) {
      int t = backward ? length - 1 - i : i;
      for (Stack s : stacks) {
        int j = s.index;
        s.slot.bind(places.f32[j], places.f64[j], places.at[j] + t * s.size);
      }
      body.run();
    }
  }
}
