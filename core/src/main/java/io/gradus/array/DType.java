package io.gradus.array;

/// The number format of an array: IEEE 754 single or double precision.
///
/// Masks and indices are numbers of the same formats: a comparison yields 0 or 1.
public enum DType {
  F32("float32", 4),
  F64("float64", 8);

  private final String text;
  private final int bytes;

  DType(String text, int bytes) {
    this.text = text;
    this.bytes = bytes;
  }

  /// The name used in files and on the command line, such as `float32`.
  public String text() {
    return text;
  }

  /// The size of one element in bytes.
  public int bytes() {
    return bytes;
  }

  /// The value nearest to `x` in this format.
  public double round(double x) {
    return this == F32 ? (float) x : x;
  }

  /// The type with the given name.
  ///
  /// @throws IllegalArgumentException if `text` names no type
  public static DType of(String text) {
    for (DType type : values()) {
      if (type.text.equals(text)) {
        return type;
      }
    }
    throw new IllegalArgumentException("unknown precision '" + text + "'; use float32 or float64");
  }
}
