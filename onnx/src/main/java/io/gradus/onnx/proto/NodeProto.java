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

  /// A whole number among the settings.
  public long integer(String attribute, long usual) {
    return attributes.get(attribute) instanceof Attribute.Int(long value) ? value : usual;
  }

  /// A number among the settings, with the digits that a person would have written.
  public double real(String attribute, double usual) {
    return attributes.get(attribute) instanceof Attribute.Real(float value)
        ? Double.parseDouble(Float.toString(value))
        : usual;
  }

  /// A text among the settings.
  public String text(String attribute, String usual) {
    return attributes.get(attribute) instanceof Attribute.Text(String value) ? value : usual;
  }

  /// Whole numbers among the settings.
  public List<Long> integers(String attribute) {
    return attributes.get(attribute) instanceof Attribute.Ints(List<Long> values)
        ? values
        : List.of();
  }

  /// Numbers among the settings.
  public List<Double> reals(String attribute) {
    return attributes.get(attribute) instanceof Attribute.Reals(List<Float> values)
        ? values.stream().map(Float::doubleValue).toList()
        : List.of();
  }

  /// Texts among the settings.
  public List<String> texts(String attribute) {
    return attributes.get(attribute) instanceof Attribute.Texts(List<String> values)
        ? values
        : List.of();
  }

  /// The node for messages, such as `node 'conv1' (Conv)`.
  @Override
  public String toString() {
    String called = name.isEmpty() && !outputs.isEmpty() ? outputs.getFirst() : name;
    return "node '" + called + "' (" + op + ")";
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
