package io.gradus.onnx.proto;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The name and type of an input or output.
///
/// @param name the name
/// @param type the format of the elements; empty if it is no tensor of a known format
/// @param dims the extents, each a `Long`, a `String` that names an extent which may vary, or an
///   empty text if nothing is said; empty if the number of axes is open
public record ValueInfoProto(String name, Optional<DataType> type, Optional<List<Object>> dims) {
  void write(WireWriter out) {
    out.text(1, name);
    out.messages(
        2,
        List.of(this),
        (v, outer) ->
            outer.messages(
                1,
                List.of(v),
                (t, tensor) -> {
                  t.type.ifPresent(d -> tensor.number(1, d.code()));
                  t.dims.ifPresent(
                      all -> tensor.messages(2, List.of(all), ValueInfoProto::writeShape));
                }));
  }

  private static void writeShape(List<Object> dims, WireWriter out) {
    out.messages(
        1,
        dims,
        (dim, inner) -> {
          if (dim instanceof Long extent) {
            inner.number(1, extent);
          } else {
            inner.text(2, dim.toString());
          }
        });
  }

  static ValueInfoProto read(WireReader in) {
    String name = "";
    ValueInfoProto type = new ValueInfoProto("", Optional.empty(), Optional.empty());
    while (in.next()) {
      switch (in.field()) {
        case 1 -> name = in.text();
        case 2 -> type = readType(in.message());
        default -> {} // documentation
      }
    }
    return new ValueInfoProto(name, type.type, type.dims);
  }

  private static ValueInfoProto readType(WireReader in) {
    Optional<DataType> type = Optional.empty();
    Optional<List<Object>> dims = Optional.empty();
    while (in.next()) {
      if (in.field() != 1) { // a sequence or a map
        continue;
      }
      WireReader tensor = in.message();
      while (tensor.next()) {
        switch (tensor.field()) {
          case 1 -> type = DataType.of(tensor.number());
          case 2 -> dims = Optional.of(readShape(tensor.message()));
          default -> {} // newer than these records
        }
      }
    }
    return new ValueInfoProto("", type, dims);
  }

  private static List<Object> readShape(WireReader in) {
    List<Object> dims = new ArrayList<>();
    while (in.next()) {
      if (in.field() != 1) {
        continue;
      }
      Object dim = "";
      WireReader inner = in.message();
      while (inner.next()) {
        switch (inner.field()) {
          case 1 -> dim = inner.number();
          case 2 -> dim = inner.text();
          default -> {} // a denotation
        }
      }
      dims.add(dim);
    }
    return List.copyOf(dims);
  }
}
