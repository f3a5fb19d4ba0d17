package io.gradus.onnx.proto;

import io.gradus.array.DType;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The formats of the elements of a tensor that Gradus reads; it writes FLOAT, DOUBLE, INT64 and
/// BOOL.
public enum DataType {
  FLOAT(1, 4),
  UINT8(2, 1),
  INT8(3, 1),
  INT32(6, 4),
  INT64(7, 8),
  STRING(8, 0),
  BOOL(9, 1),
  FLOAT16(10, 2),
  DOUBLE(11, 8),
  BFLOAT16(16, 2);

  private final int code;
  private final int bytes;

  DataType(int code, int bytes) {
    this.code = code;
    this.bytes = bytes;
  }

  /// The number in the file.
  public int code() {
    return code;
  }

  /// The size of an element; 0 for texts, whose lengths differ.
  public int bytes() {
    return bytes;
  }

  /// The format for an array.
  public static DataType of(DType dtype) {
    return switch (dtype) {
      case F32 -> FLOAT;
      case F64 -> DOUBLE;
    };
  }

  /// The format with the given number, if it is among these.
  public static Optional<DataType> of(long code) {
    return Arrays.stream(values()).filter(t -> t.code == code).findFirst();
  }

  /// True for numbers with a fraction.
  public boolean isReal() {
    return switch (this) {
      case FLOAT, DOUBLE, FLOAT16, BFLOAT16 -> true;
      case UINT8, INT8, INT32, INT64, STRING, BOOL -> false;
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
