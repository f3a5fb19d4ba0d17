package io.gradus.onnx;

import io.gradus.array.Array;
import io.gradus.array.Shape;
import io.gradus.onnx.proto.Attribute;
import io.gradus.onnx.proto.GraphProto;
import io.gradus.onnx.proto.NodeProto;
import io.gradus.onnx.proto.TensorProto;
import io.gradus.onnx.proto.ValueInfoProto;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// The nodes of an ONNX graph as they are added one by one, and the constants they use.
///
/// An extent that is a multiple of the number of rows is one that the file leaves open: where a
/// node needs it as a number, it is computed from the shape of the input.
final class Nodes {
  private final List<NodeProto> nodes = new ArrayList<>();
  private final Shared shared;

  /// What a graph shares with the graphs inside of it.
  private static final class Shared {
    private final int rows;
    private final Map<Object, String> constants = new HashMap<>();
    private final Map<String, TensorProto> initializers = new LinkedHashMap<>();
    private final Map<String, Integer> count = new HashMap<>();
    private String extent; // the name of the number of rows

    Shared(int rows) {
      this.rows = rows;
    }
  }

  private Nodes(Shared shared) {
    this.shared = shared;
  }

  /// An empty graph.
  ///
  /// @param rows the number of rows that stands for any number, 0 if all extents are as they are
  /// @param input the input whose first extent is the number of rows
  Nodes(int rows, String input) {
    this(new Shared(rows));
    shared.extent =
        add(
            "Shape",
            Map.of("start", new Attribute.Int(0), "end", new Attribute.Int(1)),
            List.of(input));
  }

  /// An empty graph inside of this one, which may use the values of this one.
  Nodes inner() {
    return new Nodes(shared);
  }

  /// Adds a node with one result and returns the name of the result.
  String add(String op, Map<String, Attribute> attributes, List<String> inputs) {
    return add(op, 1, attributes, inputs).getFirst();
  }

  /// Adds a node and returns the names of its results.
  List<String> add(String op, int results, Map<String, Attribute> attributes, List<String> inputs) {
    List<String> outputs = IntStream.range(0, results).mapToObj(i -> fresh(op)).toList();
    nodes.add(new NodeProto(op, inputs, outputs, attributes));
    return outputs;
  }

  /// A name that is not taken, such as `MatMul_2`.
  String fresh(String stem) {
    return stem + "_" + shared.count.merge(stem, 1, Integer::sum);
  }

  /// The name of a known tensor; equal ones are stored once.
  String constant(Array a) {
    return shared.constants.computeIfAbsent(
        a, _ -> initializer(TensorProto.of(fresh("constant"), a)));
  }

  /// The name of a tensor of whole numbers: positions, axes, extents.
  String integers(Shape shape, long... values) {
    List<Long> dims = IntStream.of(shape.dims()).mapToObj(d -> (long) d).toList();
    List<Long> all = LongStream.of(values).boxed().toList();
    return shared.constants.computeIfAbsent(
        List.of(dims, all), _ -> initializer(TensorProto.of(fresh("integers"), dims, values)));
  }

  /// The name of a vector of whole numbers.
  String integers(List<Integer> values) {
    return integers(
        Shape.of(values.size()), values.stream().mapToLong(Integer::longValue).toArray());
  }

  /// Stores a tensor under its own name.
  String initializer(TensorProto tensor) {
    shared.initializers.put(tensor.name(), tensor);
    return tensor.name();
  }

  /// Whether an extent depends on the number of rows.
  boolean open(int extent) {
    return shared.rows > 0 && extent > 0 && extent % shared.rows == 0;
  }

  /// An extent as a vector of one whole number.
  String extent(int extent) {
    if (!open(extent)) {
      return integers(List.of(extent));
    }
    int times = extent / shared.rows;
    return times == 1
        ? shared.extent
        : add("Mul", Map.of(), List.of(shared.extent, integers(List.of(times))));
  }

  /// A shape as a vector of whole numbers.
  String shape(Shape s) {
    List<Integer> dims = IntStream.of(s.dims()).boxed().toList();
    return dims.stream().noneMatch(this::open)
        ? integers(dims)
        : add(
            "Concat",
            Map.of("axis", new Attribute.Int(0)),
            dims.stream().map(this::extent).toList());
  }

  /// The graph of the nodes that the results depend on.
  ///
  /// @param inputs what comes from outside
  /// @param results the names of the values that are asked for
  /// @param outputs the names and types they shall have
  GraphProto finish(
      String name,
      List<ValueInfoProto> inputs,
      List<String> results,
      List<ValueInfoProto> outputs) {
    Map<String, String> renamed = new HashMap<>();
    for (int i = 0; i < results.size(); i++) {
      String from = results.get(i);
      String to = outputs.get(i).name();
      if (renamed.containsKey(from) || nodes.stream().noneMatch(n -> n.outputs().contains(from))) {
        nodes.add(new NodeProto("Identity", List.of(from), List.of(to), Map.of()));
      } else {
        renamed.put(from, to);
      }
    }
    List<NodeProto> live = new ArrayList<>();
    Set<String> used = new HashSet<>(outputs.stream().map(ValueInfoProto::name).toList());
    for (NodeProto n : nodes.reversed()) {
      NodeProto node =
          new NodeProto(
              n.op(), rename(n.inputs(), renamed), rename(n.outputs(), renamed), n.attributes());
      if (!Collections.disjoint(used, node.outputs())) {
        live.add(node);
        used.addAll(uses(node));
      }
    }
    List<TensorProto> initializers = new ArrayList<>(shared.initializers.values());
    initializers.removeIf(t -> !used.contains(t.name()));
    return new GraphProto(name, live.reversed(), initializers, inputs, outputs);
  }

  private static List<String> rename(List<String> names, Map<String, String> renamed) {
    return names.stream().map(n -> renamed.getOrDefault(n, n)).toList();
  }

  /// The values that a node takes, also those that the graphs inside take from outside.
  private static List<String> uses(NodeProto node) {
    List<String> names = new ArrayList<>(node.inputs());
    for (Attribute a : node.attributes().values()) {
      if (a instanceof Attribute.Graph(GraphProto inner)) {
        inner.nodes().forEach(n -> names.addAll(uses(n)));
      }
    }
    return names;
  }
}
