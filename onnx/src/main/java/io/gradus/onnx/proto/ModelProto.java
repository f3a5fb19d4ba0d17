package io.gradus.onnx.proto;

import io.gradus.nn.UserException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A model: a graph and what the file says about it.
///
/// @param irVersion the version of the file format
/// @param opsets the versions of the sets of operators by domain; ONNX's own has an empty domain
/// @param producer the program that wrote the file
/// @param version the version of that program
/// @param metadata texts by name
/// @param graph the graph
public record ModelProto(
    long irVersion,
    Map<String, Long> opsets,
    String producer,
    String version,
    Map<String, String> metadata,
    GraphProto graph) {
  /// The bytes of a file.
  public byte[] toBytes() {
    return new WireWriter()
        .number(1, irVersion)
        .text(2, producer)
        .text(3, version)
        .messages(7, List.of(graph), GraphProto::write)
        .messages(8, opsets.entrySet(), (e, o) -> o.text(1, e.getKey()).number(2, e.getValue()))
        .messages(14, metadata.entrySet(), (e, o) -> o.text(1, e.getKey()).text(2, e.getValue()))
        .toBytes();
  }

  /// The model in the bytes of a file.
  ///
  /// @param file where the bytes come from: named in messages, and in whose folder tensors lie that
  ///   the file refers to
  /// @throws UserException if the bytes are no sound ONNX file
  public static ModelProto read(byte[] bytes, Path file) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      return read(new WireReader(ByteBuffer.wrap(bytes)), new ExternalData(folder));
    } catch (UnsoundException e) {
      throw new UserException(file + " is damaged or no ONNX file: " + e.getMessage(), e);
    }
  }

  private static ModelProto read(WireReader in, ExternalData files) {
    long irVersion = 0;
    Map<String, Long> opsets = new LinkedHashMap<>();
    String producer = "";
    String version = "";
    Map<String, String> metadata = new LinkedHashMap<>();
    Optional<GraphProto> graph = Optional.empty();
    while (in.next()) {
      switch (in.field()) {
        case 1 -> irVersion = in.number();
        case 2 -> producer = in.text();
        case 3 -> version = in.text();
        case 7 -> graph = Optional.of(GraphProto.read(in.message(), files));
        case 8 -> readOpset(in.message(), opsets);
        case 14 -> readEntry(in.message(), metadata);
        default -> {} // documentation, or newer than these records
      }
    }
    return new ModelProto(
        irVersion,
        opsets,
        producer,
        version,
        metadata,
        graph.orElseThrow(() -> new UnsoundException("it has no graph")));
  }

  private static void readOpset(WireReader in, Map<String, Long> opsets) {
    String domain = "";
    long version = 0;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> domain = in.text();
        case 2 -> version = in.number();
        default -> {} // newer than these records
      }
    }
    opsets.put(domain.equals("ai.onnx") ? "" : domain, version);
  }

  /// Reads a StringStringEntryProto.
  static void readEntry(WireReader in, Map<String, String> into) {
    String key = "";
    String value = "";
    while (in.next()) {
      switch (in.field()) {
        case 1 -> key = in.text();
        case 2 -> value = in.text();
        default -> {} // newer than these records
      }
    }
    into.put(key, value);
  }
}
