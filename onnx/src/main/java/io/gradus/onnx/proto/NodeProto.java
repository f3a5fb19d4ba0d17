package io.gradus.onnx.proto;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A node: an operator, the names of the values that go in, and of those that come out.
///
/// @param op the operator, such as `MatMul`
/// @param domain the set of operators it is from; empty for ONNX's own
/// @param name the name, for people
/// @param inputs the names of the operands; an empty one is left out
/// @param outputs the names of the results
/// @param attributes the settings by name
public record NodeProto(
    String op,
    String domain,
    String name,
    List<String> inputs,
    List<String> outputs,
    Map<String, Attribute> attributes) {
  /// An operator of ONNX itself.
  public NodeProto(
      String op, List<String> inputs, List<String> outputs, Map<String, Attribute> attributes) {
    this(op, "", outputs.getFirst(), inputs, outputs, attributes);
  }

  void write(WireWriter out) {
    inputs.forEach(i -> out.text(1, i));
    outputs.forEach(o -> out.text(2, o));
    out.text(3, name).text(4, op);
    out.messages(
        5,
        attributes.entrySet(),
        (e, inner) -> AttributeProto.write(e.getKey(), e.getValue(), inner));
    if (!domain.isEmpty()) {
      out.text(7, domain);
    }
  }

  static NodeProto read(WireReader in, ExternalData files) {
    String op = "";
    String domain = "";
    String name = "";
    List<String> inputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    Map<String, Attribute> attributes = new LinkedHashMap<>();
    while (in.next()) {
      switch (in.field()) {
        case 1 -> inputs.add(in.text());
        case 2 -> outputs.add(in.text());
        case 3 -> name = in.text();
        case 4 -> op = in.text();
        case 5 -> {
          AttributeProto.Named a = AttributeProto.read(in.message(), files);
          a.value().ifPresent(v -> attributes.put(a.name(), v));
        }
        case 7 -> domain = in.text();
        default -> {} // documentation, or newer than these records
      }
    }
    return new NodeProto(
        op, domain.equals("ai.onnx") ? "" : domain, name, inputs, outputs, attributes);
  }
}
