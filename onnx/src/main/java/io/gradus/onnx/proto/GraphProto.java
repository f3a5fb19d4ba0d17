package io.gradus.onnx.proto;

import java.util.ArrayList;
import java.util.List;

/// A graph: nodes in an order in which they can be computed.
///
/// @param name the name
/// @param nodes the nodes
/// @param initializers the tensors that are known, such as weights
/// @param inputs what comes from outside
/// @param outputs what is asked for
public record GraphProto(
    String name,
    List<NodeProto> nodes,
    List<TensorProto> initializers,
    List<ValueInfoProto> inputs,
    List<ValueInfoProto> outputs) {
  void write(WireWriter out) {
    out.messages(1, nodes, NodeProto::write).text(2, name);
    out.messages(5, initializers, TensorProto::write);
    out.messages(11, inputs, ValueInfoProto::write);
    out.messages(12, outputs, ValueInfoProto::write);
  }

  static GraphProto read(WireReader in, ExternalData files) {
    String name = "";
    List<NodeProto> nodes = new ArrayList<>();
    List<TensorProto> initializers = new ArrayList<>();
    List<ValueInfoProto> inputs = new ArrayList<>();
    List<ValueInfoProto> outputs = new ArrayList<>();
    while (in.next()) {
      switch (in.field()) {
        case 1 -> nodes.add(NodeProto.read(in.message(), files));
        case 2 -> name = in.text();
        case 5 -> initializers.add(TensorProto.read(in.message(), files));
        case 11 -> inputs.add(ValueInfoProto.read(in.message()));
        case 12 -> outputs.add(ValueInfoProto.read(in.message()));
        default -> {} // documentation, or newer than these records
      }
    }
    return new GraphProto(name, nodes, initializers, inputs, outputs);
  }
}
