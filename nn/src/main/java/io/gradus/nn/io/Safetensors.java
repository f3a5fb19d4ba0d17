package io.gradus.nn.io;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Shape;
import io.gradus.array.ShapeException;
import io.gradus.graph.Tree;
import io.gradus.nn.UserException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Named arrays in the safetensors format: the length of the header (64 bits, little endian), the
/// header (JSON: name → format, shape, byte range), the numbers (little endian).
///
/// Equal trees give equal bytes: float64 before float32, which aligns both, and each in the order
/// of names. Read are also other formats: half precision becomes float32, whole numbers float64.
/// Reading believes nothing: lengths, formats, shapes and ranges are checked before memory is
/// taken.
///
/// Source: Hugging Face, safetensors, format description of 2023.
public final class Safetensors {
  private static final int MOST_HEADER = 100_000_000; // the limit of the format's own reader
  private static final String METADATA = "__metadata__";

  private Safetensors() {}

  /// Arrays with what the file says about itself.
  ///
  /// @param arrays the arrays by name
  /// @param metadata texts by name
  public record Content(Tree<Array> arrays, Map<String, String> metadata) {}

  /// Writes a file, whole or not at all.
  ///
  /// @throws UserException if the folder cannot be written
  public static void write(Path file, Tree<Array> arrays, Map<String, String> metadata) {
    Durable.write(file, encode(arrays, metadata));
  }

  /// Reads a file.
  ///
  /// @throws UserException naming the file if it is missing or not a sound file of this format
  public static Content read(Path file) {
    try {
      return decode(Files.readAllBytes(file), file.toString());
    } catch (IOException e) {
      throw Durable.failed("read", file, e);
    }
  }

  /// The bytes of a file.
  public static byte[] encode(Tree<Array> arrays, Map<String, String> metadata) {
    Map<String, Object> header = new LinkedHashMap<>();
    if (!metadata.isEmpty()) {
      header.put(METADATA, new TreeMap<>(metadata));
    }
    List<Map.Entry<String, Array>> sorted = new ArrayList<>(arrays.leaves().entrySet());
    sorted.sort(
        Comparator.comparing((Map.Entry<String, Array> e) -> -e.getValue().dtype().bytes())
            .thenComparing(Map.Entry::getKey));
    long end = 0;
    for (Map.Entry<String, Array> e : sorted) {
      Array a = e.getValue();
      long begin = end;
      end += (long) a.size() * a.dtype().bytes();
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("dtype", a.dtype().name());
      entry.put("shape", Arrays.stream(a.shape().dims()).boxed().toList());
      entry.put("data_offsets", List.of(begin, end));
      header.put(e.getKey(), entry);
    }
    byte[] json = Json.line(header).getBytes(StandardCharsets.UTF_8);
    int length = (json.length + 7) / 8 * 8; // spaces bring the numbers to a multiple of 8
    ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(8 + length + end));
    out.order(ByteOrder.LITTLE_ENDIAN).putLong(length).put(json);
    while (out.position() < 8 + length) {
      out.put((byte) ' ');
    }
    sorted.forEach(e -> put(e.getValue(), out));
    return out.array();
  }

  /// The content of the bytes of a file.
  ///
  /// @param name what messages call the file
  /// @throws UserException if the bytes are not sound
  public static Content decode(byte[] bytes, String name) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.length < 8) {
      throw unsound(name, "it is shorter than 8 bytes");
    }
    long length = in.getLong();
    if (length < 2 || length > MOST_HEADER || length > bytes.length - 8) {
      throw unsound(name, "its header would be " + Long.toUnsignedString(length) + " bytes long");
    }
    if (bytes[8] != '{') {
      throw unsound(name, "its header does not begin with {");
    }
    String json = new String(bytes, 8, (int) length, StandardCharsets.UTF_8);
    Map<String, Object> header = Json.parseMap(json, name + " header");
    int start = 8 + (int) length;
    Map<String, String> metadata = new LinkedHashMap<>();
    List<Entry> entries = new ArrayList<>();
    header.forEach((key, node) -> {
      if (!(node instanceof Map<?, ?> map)) {
        throw unsound(name, "its entry '" + key + "' is no map");
      }
      if (key.equals(METADATA)) {
        map.forEach((k, v) -> metadata.put(String.valueOf(k), String.valueOf(v)));
      } else {
        entries.add(Entry.of(key, map, name));
      }
    });
    requireCover(entries, bytes.length - start, name);
    Map<String, Array> arrays = new LinkedHashMap<>();
    for (Entry e : entries) {
      arrays.put(e.key, e.format.read(e.shape, in, start + (int) e.begin));
    }
    return new Content(new Tree<>(arrays), metadata);
  }

  /// The formats of numbers that are read.
  private enum Format {
    F64(8, (in, at) -> in.getDouble(at)),
    F32(4, (in, at) -> in.getFloat(at)),
    F16(2, (in, at) -> Float.float16ToFloat(in.getShort(at))),
    BF16(2, (in, at) -> Float.intBitsToFloat(in.getShort(at) << 16)),
    I64(8, (in, at) -> in.getLong(at)),
    I32(4, (in, at) -> in.getInt(at)),
    I16(2, (in, at) -> in.getShort(at)),
    I8(1, (in, at) -> in.get(at)),
    U32(4, (in, at) -> Integer.toUnsignedLong(in.getInt(at))),
    U16(2, (in, at) -> Short.toUnsignedInt(in.getShort(at))),
    U8(1, (in, at) -> Byte.toUnsignedInt(in.get(at))),
    BOOL(1, (in, at) -> in.get(at));

    private interface Element {
      double at(ByteBuffer in, int position);
    }

    private final int bytes;
    private final Element element;

    Format(int bytes, Element element) {
      this.bytes = bytes;
      this.element = element;
    }

    Array read(Shape shape, ByteBuffer in, int begin) {
      double[] v = new double[shape.size()];
      for (int i = 0; i < v.length; i++) {
        v[i] = element.at(in, begin + i * bytes);
      }
      return Array.of(shape, v)
          .cast(
              switch (this) {
                case F32, F16, BF16 -> DType.F32;
                case F64, I64, I32, I16, I8, U32, U16, U8, BOOL -> DType.F64;
              });
    }
  }

  /// An entry of the header, its byte range as long as its shape and format demand.
  private record Entry(String key, Format format, Shape shape, long begin, long end) {
    static Entry of(String key, Map<?, ?> map, String name) {
      Object dtype = map.get("dtype");
      Format format =
          Arrays.stream(Format.values())
              .filter(f -> f.name().equals(dtype))
              .findFirst()
              .orElseThrow(() ->
                  unsound(
                      name,
                      "'"
                          + key
                          + "' is "
                          + dtype
                          + ", not one of "
                          + Arrays.asList(Format.values())));
      long[] dims = whole(map.get("shape"), key, name);
      long[] range = whole(map.get("data_offsets"), key, name);
      int[] extents = new int[dims.length];
      for (int i = 0; i < dims.length; i++) {
        if (dims[i] > Integer.MAX_VALUE) {
          throw unsound(name, "'" + key + "' has an extent of " + dims[i]);
        }
        extents[i] = (int) dims[i];
      }
      try {
        Shape shape = Shape.of(extents);
        if (range.length == 2 && range[1] - range[0] == (long) shape.size() * format.bytes) {
          return new Entry(key, format, shape, range[0], range[1]);
        }
      } catch (ShapeException e) {
        throw unsound(name, "'" + key + "': " + e.getMessage());
      }
      throw unsound(name, "the byte range of '" + key + "' does not fit its shape");
    }

    private static long[] whole(Object node, String key, String name) {
      if (!(node instanceof List<?> list) || list.size() > 32) {
        throw unsound(name, "'" + key + "' lacks a shape or byte range");
      }
      return list.stream()
          .mapToLong(e -> {
            if (e instanceof Long l && l >= 0) {
              return l;
            }
            throw unsound(name, "'" + key + "' has '" + e + "' for a size");
          })
          .toArray();
    }
  }

  /// The ranges must follow one another without gap or overlap and end with the file.
  private static void requireCover(List<Entry> entries, long size, String name) {
    long at = 0;
    for (Entry e :
        entries.stream()
            .sorted(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end))
            .toList()) {
      if (e.begin != at) {
        throw unsound(name, "the byte ranges of its arrays overlap or leave gaps");
      }
      at = e.end;
    }
    if (at != size) {
      throw unsound(name, "it holds " + size + " bytes of numbers, but its header names " + at);
    }
  }

  private static void put(Array a, ByteBuffer out) {
    switch (a.dtype()) {
      case F32 -> out.asFloatBuffer().put(a.floats());
      case F64 -> out.asDoubleBuffer().put(a.doubles());
    }
    out.position(out.position() + a.size() * a.dtype().bytes());
  }

  private static UserException unsound(String name, String why) {
    return new UserException(name + " is damaged or no safetensors file: " + why);
  }
}
