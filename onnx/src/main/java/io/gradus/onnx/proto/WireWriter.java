package io.gradus.onnx.proto;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.function.BiConsumer;

/// Writes a message of Protocol Buffers: fields one after the other, each a number with a wire type
/// and a value.
final class WireWriter {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int LENGTH = 2;
  static final int FIXED32 = 5;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  byte[] toBytes() {
    return out.toByteArray();
  }

  /// A whole number, seven bits a byte, the lowest first.
  WireWriter number(int field, long value) {
    tag(field, VARINT);
    varint(value);
    return this;
  }

  WireWriter real(int field, float value) {
    tag(field, FIXED32);
    return append(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(value).array());
  }

  WireWriter bytes(int field, byte[] value) {
    tag(field, LENGTH);
    varint(value.length);
    return append(value);
  }

  WireWriter text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  /// A field for each value, written by its own method, such as `NodeProto::write`.
  <T> WireWriter messages(int field, Collection<T> values, BiConsumer<T, WireWriter> write) {
    for (T value : values) {
      WireWriter inner = new WireWriter();
      write.accept(value, inner);
      bytes(field, inner.toBytes());
    }
    return this;
  }

  private void tag(int field, int type) {
    varint((long) field << 3 | type);
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) (rest & 0x7F | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  private WireWriter append(byte[] value) {
    out.write(value, 0, value.length);
    return this;
  }
}
