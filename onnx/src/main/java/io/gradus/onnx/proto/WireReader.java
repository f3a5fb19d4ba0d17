package io.gradus.onnx.proto;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.LongConsumer;

/// Reads a message of Protocol Buffers field by field. It believes nothing and copies nothing: a
/// value is a view of the bytes of the file, and a length beyond its end is an error.
final class WireReader {
  private static final int DEEPEST = 64; // messages inside of messages

  private final ByteBuffer in;
  private final int depth;
  private int field;
  private int type;
  private long number; // of a varint or of 32 or 64 bits as they are
  private ByteBuffer bytes;

  WireReader(ByteBuffer in) {
    this(in, 0);
  }

  private WireReader(ByteBuffer in, int depth) {
    this.in = in.slice().order(ByteOrder.LITTLE_ENDIAN);
    this.depth = depth;
  }

  /// Goes to the next field; false at the end of the message.
  boolean next() {
    if (!in.hasRemaining()) {
      return false;
    }
    long tag = varint(in);
    field = (int) (tag >>> 3);
    type = (int) (tag & 7);
    if (field < 1 || tag >>> 3 > 0x1FFF_FFFF) {
      throw new UnsoundException("a field has the number " + (tag >>> 3));
    }
    switch (type) {
      case WireWriter.VARINT -> number = varint(in);
      case WireWriter.FIXED64 -> number = require(in, 8).getLong();
      case WireWriter.FIXED32 -> number = require(in, 4).getInt();
      case WireWriter.LENGTH -> {
        long length = varint(in);
        if (length < 0 || length > in.remaining()) {
          throw new UnsoundException(
              "a field of " + Long.toUnsignedString(length) + " bytes reaches beyond the end");
        }
        bytes = in.slice(in.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
        in.position(in.position() + (int) length);
      }
      default -> throw new UnsoundException("a field has the wire type " + type);
    }
    return true;
  }

  /// The number of the field.
  int field() {
    return field;
  }

  long number() {
    expect(WireWriter.VARINT);
    return number;
  }

  float real() {
    expect(WireWriter.FIXED32);
    return Float.intBitsToFloat((int) number);
  }

  ByteBuffer bytes() {
    expect(WireWriter.LENGTH);
    return bytes;
  }

  String text() {
    return StandardCharsets.UTF_8.decode(bytes().duplicate()).toString();
  }

  WireReader message() {
    if (depth == DEEPEST) {
      throw new UnsoundException("its messages nest deeper than " + DEEPEST + " levels");
    }
    return new WireReader(bytes(), depth + 1);
  }

  /// The values of a repeated field of whole numbers, packed into one or not.
  void numbers(LongConsumer sink) {
    if (type == WireWriter.LENGTH) {
      while (bytes.hasRemaining()) {
        sink.accept(varint(bytes));
      }
    } else {
      sink.accept(number());
    }
  }

  /// The bits of the values of a repeated field of 4 or 8 bytes each, packed or not.
  void fixed(int width, LongConsumer sink) {
    if (type == WireWriter.LENGTH) {
      while (bytes.hasRemaining()) {
        require(bytes, width);
        sink.accept(width == 4 ? bytes.getInt() : bytes.getLong());
      }
    } else {
      expect(width == 4 ? WireWriter.FIXED32 : WireWriter.FIXED64);
      sink.accept(number);
    }
  }

  private void expect(int wanted) {
    if (type != wanted) {
      throw new UnsoundException("field " + field + " has wire type " + type + ", not " + wanted);
    }
  }

  private static ByteBuffer require(ByteBuffer in, int count) {
    if (in.remaining() < count) {
      throw new UnsoundException("it ends in the middle of a number");
    }
    return in;
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte b = require(in, 1).get();
      value |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new UnsoundException("a number has more than 64 bits");
  }
}
