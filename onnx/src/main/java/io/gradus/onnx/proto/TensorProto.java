package io.gradus.onnx.proto;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/// A tensor: numbers or texts with a shape.
///
/// A file may keep numbers as raw bytes, in a list for their format, or in a second file; here they
/// are always the raw bytes, little endian.
///
/// @param name the name, empty inside of attributes
/// @param type the format of the elements
/// @param dims the extents
/// @param raw the elements, little endian and row-major; empty for texts
/// @param texts the elements of a tensor of texts
public record TensorProto(
    String name, DataType type, List<Long> dims, ByteBuffer raw, List<String> texts) {
  private static final int EXTERNAL = 1;

  /// A tensor of numbers from an array.
  public static TensorProto of(String name, Array a) {
    ByteBuffer raw = buffer(a.size() * a.dtype().bytes());
    switch (a.dtype()) {
      case F32 -> raw.asFloatBuffer().put(a.floats());
      case F64 -> raw.asDoubleBuffer().put(a.doubles());
    }
    List<Long> dims = Arrays.stream(a.shape().dims()).mapToObj(d -> (long) d).toList();
    return new TensorProto(name, DataType.of(a.dtype()), dims, raw, List.of());
  }

  /// Whole numbers of 64 bits, which is what shapes, axes and positions are.
  public static TensorProto of(String name, List<Long> dims, long... values) {
    ByteBuffer raw = buffer(8 * values.length);
    raw.asLongBuffer().put(values);
    return new TensorProto(name, DataType.INT64, dims, raw, List.of());
  }

  /// Texts in a row.
  public static TensorProto of(String name, List<String> texts) {
    return new TensorProto(
        name, DataType.STRING, List.of((long) texts.size()), buffer(0), List.copyOf(texts));
  }

  /// The number of elements.
  public int size() {
    return type == DataType.STRING ? texts.size() : raw.limit() / type.bytes();
  }

  /// The elements as numbers in double precision.
  public double[] toDoubles() {
    double[] out = new double[size()];
    for (int i = 0; i < out.length; i++) {
      out[i] =
          switch (type) {
            case FLOAT -> raw.getFloat(4 * i);
            case DOUBLE -> raw.getDouble(8 * i);
            case FLOAT16 -> Float.float16ToFloat(raw.getShort(2 * i));
            case BFLOAT16 -> Float.intBitsToFloat(raw.getShort(2 * i) << 16);
            case INT64 -> raw.getLong(8 * i);
            case INT32 -> raw.getInt(4 * i);
            case INT8, BOOL -> raw.get(i);
            case UINT8 -> raw.get(i) & 0xFF;
            case STRING -> throw new UnsoundException("tensor '" + name + "' holds texts");
          };
    }
    return out;
  }

  /// The elements as whole numbers.
  public long[] toLongs() {
    if (type != DataType.INT64) {
      return Arrays.stream(toDoubles()).mapToLong(x -> (long) x).toArray();
    }
    long[] out = new long[size()];
    raw.duplicate().order(ByteOrder.LITTLE_ENDIAN).rewind().asLongBuffer().get(out);
    return out;
  }

  /// The tensor as an array: float64 if it is one, else float32.
  public Array toArray() {
    Shape shape = Shape.of(dims.stream().mapToInt(Math::toIntExact).toArray());
    Array a = Array.of(shape, toDoubles());
    return type == DataType.DOUBLE ? a : a.cast(DType.F32);
  }

  void write(WireWriter out) {
    dims.forEach(d -> out.number(1, d));
    out.number(2, type.code());
    texts.forEach(t -> out.text(6, t));
    if (!name.isEmpty()) {
      out.text(8, name);
    }
    if (type != DataType.STRING) {
      out.bytes(9, raw.array());
    }
  }

  /// Reads a tensor.
  ///
  /// @param files where tensors outside of the file lie
  static TensorProto read(WireReader in, ExternalData files) {
    String name = "";
    long code = 0;
    boolean external = false;
    List<Long> dims = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    LongStream.Builder values = LongStream.builder();
    ByteBuffer raw = null;
    Map<String, String> place = new HashMap<>();
    while (in.next()) {
      switch (in.field()) {
        case 1 -> in.numbers(dims::add);
        case 2 -> code = in.number();
        case 4 -> in.fixed(4, values::add);
        case 5, 7, 11 -> in.numbers(values::add);
        case 6 -> texts.add(in.text());
        case 8 -> name = in.text();
        case 9 -> raw = in.bytes();
        case 10 -> in.fixed(8, values::add);
        case 13 -> ModelProto.readEntry(in.message(), place);
        case 14 -> external = in.number() == EXTERNAL;
        default -> {} // documentation, or newer than these records
      }
    }
    DataType type = type(name, code);
    if (external) {
      raw = files.read(name, place);
    } else if (raw == null) {
      raw = pack(type, values.build().toArray());
    }
    TensorProto tensor = new TensorProto(name, type, List.copyOf(dims), raw, List.copyOf(texts));
    tensor.check();
    return tensor;
  }

  private static DataType type(String name, long code) {
    return DataType.of(code)
        .orElseThrow(() ->
            new UnsoundException(
                "tensor '"
                    + name
                    + "' has element type "
                    + code
                    + "; known are float, double, float16, bfloat16, whole numbers of 8, 32 and 64"
                    + " bits, bool and text"));
  }

  /// The bytes of elements that a file keeps one by one, in 64 bits each or as they are.
  private static ByteBuffer pack(DataType type, long[] values) {
    ByteBuffer raw = buffer(Math.toIntExact((long) values.length * type.bytes()));
    for (long v : values) {
      switch (type.bytes()) {
        case 1 -> raw.put((byte) v);
        case 2 -> raw.putShort((short) v);
        case 4 -> raw.putInt((int) v);
        default -> raw.putLong(v);
      }
    }
    return raw.rewind();
  }

  private void check() {
    long size = 1;
    for (long d : dims) {
      if (d < 0 || d > Integer.MAX_VALUE || (size *= d) > Integer.MAX_VALUE) {
        throw new UnsoundException("tensor '" + name + "' has the shape " + dims);
      }
    }
    long held = type == DataType.STRING ? texts.size() : raw.limit();
    if (held != size * Math.max(1, type.bytes())) {
      throw new UnsoundException(
          "tensor '"
              + name
              + "' of shape "
              + dims
              + " and type "
              + type
              + " has "
              + held
              + (type == DataType.STRING ? " texts" : " bytes"));
    }
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
