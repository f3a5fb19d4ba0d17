package io.gradus.onnx;

import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.onnx.proto.Attribute;
import io.gradus.onnx.proto.DataType;
import io.gradus.onnx.proto.GraphProto;
import io.gradus.onnx.proto.ValueInfoProto;
import io.gradus.op.Control;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// Conditions and loops, whose functions are graphs inside of a node.
final class Bodies {
  private Bodies() {}

  /// Adds a condition; a branch has no inputs, it takes its operands from the graph around it.
  ///
  /// @param condition the name of a truth value
  static List<String> cond(Nodes nodes, Control.Cond c, String condition, List<String> operands) {
    Map<String, Attribute> branches =
        Map.of(
            "then_branch", new Attribute.Graph(graph(nodes, c.yes(), operands, List.of())),
            "else_branch", new Attribute.Graph(graph(nodes, c.no(), operands, List.of())));
    return nodes.add("If", c.yes().results().size(), branches, List.of(condition));
  }

  /// Adds a loop: ONNX's `Scan` is the same as ours.
  static List<String> scan(Nodes nodes, Control.Scan s, List<String> operands) {
    Graph body = s.body();
    int inputs = body.params().size() - s.states();
    int outputs = body.results().size() - s.states();
    long direction = s.backward() ? 1 : 0;
    List<String> names = body.params().stream().map(_ -> nodes.fresh("step")).toList();
    List<ValueInfoProto> infos =
        IntStream.range(0, names.size())
            .mapToObj(i -> info(names.get(i), body.params().get(i)))
            .toList();
    Map<String, Attribute> attributes = new HashMap<>();
    attributes.put("body", new Attribute.Graph(graph(nodes, body, names, infos)));
    attributes.put("num_scan_inputs", new Attribute.Int(inputs));
    attributes.put("scan_input_directions", directions(inputs, direction));
    attributes.put("scan_output_directions", directions(outputs, direction));
    return nodes.add("Scan", body.results().size(), attributes, operands);
  }

  private static Attribute directions(int count, long direction) {
    return new Attribute.Ints(Collections.nCopies(count, direction));
  }

  /// The graph of a function.
  ///
  /// @param operands the names of its operands
  /// @param inputs those of them that are not from the graph around it
  private static GraphProto graph(
      Nodes nodes, Graph body, List<String> operands, List<ValueInfoProto> inputs) {
    Nodes inner = nodes.inner();
    Translator t = new Translator(inner);
    for (int i = 0; i < operands.size(); i++) {
      t.bind(body.params().get(i), operands.get(i));
    }
    List<String> results = body.results().stream().map(t::value).toList();
    List<ValueInfoProto> outputs =
        body.results().stream().map(r -> info(nodes.fresh("result"), r)).toList();
    return inner.finish(nodes.fresh("body"), inputs, results, outputs);
  }

  private static ValueInfoProto info(String name, Expr e) {
    return new ValueInfoProto(name, Optional.of(DataType.of(e.dtype())), Optional.empty());
  }
}
