package io.gradus.array;

/// Shapes that do not fit together. The message names the operation, the shapes and a likely fix.
public final class ShapeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /// An error with its one-sentence explanation.
  public ShapeException(String message) {
    super(message);
  }
}
