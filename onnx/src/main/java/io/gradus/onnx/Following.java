package io.gradus.onnx;

import io.gradus.array.Array;
import io.gradus.eval.Interpreter;
import io.gradus.graph.Expr;
import io.gradus.graph.Tree;
import io.gradus.nn.Activations;
import io.gradus.nn.Layers;
import io.gradus.nn.UserException;
import io.gradus.onnx.Value.Choice;
import io.gradus.onnx.Value.Extents;
import io.gradus.onnx.Value.Known;
import io.gradus.onnx.Value.Signal;
import io.gradus.onnx.Value.Step;
import io.gradus.onnx.Value.Unknown;
import io.gradus.onnx.proto.GraphProto;
import io.gradus.onnx.proto.NodeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// Follows the data through the nodes of a graph and keeps account of the layers on its way.
///
/// Networks of other libraries are written in many ways, so nothing is matched as a whole: each
/// node is understood by itself, given what its operands are known to be. A product with a matrix
/// begins a layer, what is added to it is its bias, and whatever works number by number gathers
/// into a formula that [Recognition] gives its name.
final class Following {
  private final Map<String, Value> values = new HashMap<>();
  private final List<String> passed = new ArrayList<>();
  private List<String> classes = List.of();

  /// Follows a graph.
  ///
  /// @param graph the graph
  /// @param input the name of the input that is data
  Following(GraphProto graph, String input) {
    graph.initializers().forEach(t -> values.put(t.name(), Constants.of(t)));
    values.put(input, new Signal(List.of()));
    for (NodeProto n : graph.nodes()) {
      List<Value> in = n.inputs().stream().map(this::value).toList();
      Value out;
      try {
        out = understand(n, in);
      } catch (UserException e) {
        out = new Unknown(n + ": " + e.getMessage());
      } catch (RuntimeException e) { // a shape that does not fit, an operand that is not there
        out = new Unknown(n + " has operands or settings that its operator does not take");
      }
      for (String name : n.outputs()) { // of several results the first one is what counts
        values.put(name, name.equals(n.outputs().getFirst()) ? out : new Unknown(lost(n)));
      }
    }
  }

  /// What a value is known to be; null for an operand that is left out.
  Value value(String name) {
    return name.isEmpty()
        ? null
        : values.getOrDefault(name, new Unknown("no node yields '" + name + "'"));
  }

  /// The nodes that hand on what they get, in words.
  List<String> passed() {
    return passed;
  }

  /// The names of the classes as far as nodes tell them.
  List<String> classes() {
    return classes;
  }

  private static String lost(NodeProto n) {
    return n + ": only the first of its results is understood";
  }

  private Value understand(NodeProto n, List<Value> in) {
    for (Value v : in) {
      if (v instanceof Unknown) {
        return v;
      }
    }
    if (n.op().equals("Constant") || in.isEmpty()) {
      return Constants.of(n);
    }
    if (in.stream().allMatch(v -> v == null || v instanceof Known)) {
      return Constants.fold(n, in);
    }
    if (in.stream().anyMatch(Choice.class::isInstance)) {
      return choice(n, in);
    }
    if (n.op().equals("Shape") || in.stream().noneMatch(Signal.class::isInstance)) {
      return new Extents();
    }
    return signal(n, in).orElseGet(() -> elementwise(n, in));
  }

  // Signals

  private Optional<Value> signal(NodeProto n, List<Value> in) {
    if (!(in.getFirst() instanceof Signal s)) {
      return Optional.empty();
    }
    return Optional.ofNullable(
        switch (n.op()) {
          case "MatMul" -> Steps.dense(s, matrix(n, in.get(1)), new double[columns(in.get(1))]);
          case "Gemm" -> gemm(n, s, in);
          case "BatchNormalization" -> normalized(n, s, in);
          case "LayerNormalization" -> layerNormalized(n, s, in);
          case "Scaler" -> scaled(n, s);
          case "Softmax" -> Steps.then(s, rowwise(n, "softmax"), Tree.empty());
          case "LogSoftmax" -> Steps.then(s, rowwise(n, "log-softmax"), Tree.empty());
          case "ArgMax" -> new Choice(s);
          case "Concat" -> binary(in);
          case "Identity", "Dropout", "Cast", "Flatten", "Reshape", "Squeeze", "Unsqueeze" -> {
            passed.add(n.toString());
            yield s;
          }
          case "ZipMap" -> {
            passed.add(n.toString());
            name(n.integers("classlabels_int64s").stream().map(String::valueOf).toList());
            name(n.texts("classlabels_strings"));
            yield s;
          }
          default -> null;
        });
  }

  private static Layers.Activation rowwise(NodeProto n, String name) {
    long axis = n.integer("axis", -1);
    if (axis != -1 && axis != 1) {
      throw new UserException("it works along axis " + axis + ", not along a row");
    }
    return new Layers.Activation(Activations.named(name));
  }

  private static Array matrix(NodeProto n, Value v) {
    if (v instanceof Known k && k.numbers().shape().rank() == 2) {
      return k.numbers();
    }
    throw new UserException("what it multiplies by is no matrix of known numbers");
  }

  private static int columns(Value v) {
    return v instanceof Known k ? k.numbers().shape().dim(-1) : 0;
  }

  /// α x B + β c, or with Bᵀ.
  private static Signal gemm(NodeProto n, Signal s, List<Value> in) {
    if (n.integer("transA", 0) != 0) {
      throw new UserException("it transposes the data");
    }
    Array w = matrix(n, in.get(1));
    w = scale(n.integer("transB", 0) != 0 ? transpose(w) : w, n.real("alpha", 1));
    double[] b = new double[w.shape().dim(1)];
    if (in.size() > 2 && in.get(2) != null) {
      b = scale(Array.vector(row(in.get(2), b.length)), n.real("beta", 1)).toDoubles();
    }
    return Steps.dense(s, w, b);
  }

  private static Array transpose(Array a) {
    return Interpreter.value(Expr.constant(a).transpose());
  }

  private static Array scale(Array a, double factor) {
    return factor == 1 ? a : Interpreter.value(Expr.constant(a).mul(factor));
  }

  private static Signal normalized(NodeProto n, Signal s, List<Value> in) {
    List<String> names = List.of("scale", "bias", "mean", "variance");
    int width = columns(in.get(1));
    return Steps.then(
        s,
        new Layers.BatchNormalization(n.real("momentum", 0.9), n.real("epsilon", 1e-5)),
        Tree.of(
            names,
            IntStream.range(0, 4).mapToObj(i -> Array.vector(row(in.get(i + 1), width))).toList()));
  }

  private static Signal layerNormalized(NodeProto n, Signal s, List<Value> in) {
    if (n.integer("axis", -1) != -1 && n.integer("axis", -1) != 1) {
      throw new UserException("it works along axis " + n.integer("axis", -1) + ", not along a row");
    }
    int width = columns(in.get(1));
    double[] bias = in.size() > 2 ? row(in.get(2), width) : new double[width];
    return Steps.then(
        s,
        new Layers.LayerNormalization(n.real("epsilon", 1e-5)),
        Tree.of(
            List.of("scale", "bias"),
            List.of(Array.vector(row(in.get(1), width)), Array.vector(bias))));
  }

  /// (x − offset)·scale, from the operators of classical machine learning.
  private static Signal scaled(NodeProto n, Signal s) {
    double[] scale = n.reals("scale").stream().mapToDouble(Double::doubleValue).toArray();
    double[] offset = n.reals("offset").stream().mapToDouble(Double::doubleValue).toArray();
    double[] shift = new double[scale.length];
    for (int i = 0; i < scale.length; i++) {
      shift[i] = -offset[i % offset.length] * scale[i];
    }
    return Steps.affine(s, scale, shift);
  }

  /// Two columns 1 − p and p of a probability p = σ(z): the softmax of 0 and z.
  private static Value binary(List<Value> in) {
    if (in.size() == 2
        && in.get(0) instanceof Signal no
        && in.get(1) instanceof Signal yes
        && no.steps().equals(yes.steps())
        && !yes.plain() // a score, which is no probability
        && Recognition.agree(no.function(), yes.function().neg().add(1))) {
      Optional<Signal> both = Steps.twoClasses(yes);
      if (both.isPresent()) {
        return both.get();
      }
    }
    throw new UserException("joining columns of several values is not understood");
  }

  // Numbers one by one

  private Value elementwise(NodeProto n, List<Value> in) {
    Optional<Value> known = columnwise(n, in);
    if (known.isPresent()) {
      return known.get();
    }
    Signal first = (Signal) in.stream().filter(Signal.class::isInstance).findFirst().orElseThrow();
    List<Expr> operands = new ArrayList<>();
    for (Value v : in) {
      operands.add(
          switch (v) {
            case null -> null;
            case Known k when k.single() -> Recognition.X.like(k.numbers().get(0));
            case Known k -> throw new UserException("it combines each column with another number");
            case Signal s when s.steps().equals(first.steps()) -> s.function();
            case Signal s -> throw new UserException("it joins two branches of the network");
            case Extents _, Choice _, Unknown _ ->
                throw new UserException("it computes with the extents of the data");
          });
    }
    return Elementwise.of(n, operands)
        .<Value>map(f -> new Signal(first.steps(), f))
        .orElseGet(() ->
            new Unknown(
                n
                    + " is not understood: only networks of dense layers, normalizations and"
                    + " functions of single numbers can be imported"));
  }

  /// Sums and products with a number for each column, and the meeting of two branches.
  private static Optional<Value> columnwise(NodeProto n, List<Value> in) {
    if (in.size() != 2) {
      return Optional.empty();
    }
    if (in.get(0) instanceof Signal a && in.get(1) instanceof Signal b) {
      return n.op().equals("Add") && !a.steps().equals(b.steps())
          ? Steps.residual(a, b).map(s -> s)
          : Optional.empty();
    }
    boolean dataFirst = in.get(0) instanceof Signal;
    if (!(in.get(dataFirst ? 0 : 1) instanceof Signal s)
        || !(in.get(dataFirst ? 1 : 0) instanceof Known k)
        || (k.single() && !isBias(n, s, k))) {
      return Optional.empty();
    }
    double[] v = row(k, k.numbers().size());
    double[] ones = new double[v.length];
    Arrays.fill(ones, 1);
    double[] minus = Arrays.stream(ones).map(x -> -x).toArray();
    double[] zeros = new double[v.length];
    return Optional.ofNullable(
        switch (n.op()) {
          case "Add" -> Steps.affine(s, ones, v);
          case "Sub" ->
              dataFirst
                  ? Steps.affine(s, ones, Arrays.stream(v).map(x -> -x).toArray())
                  : Steps.affine(s, minus, v);
          case "Mul" -> Steps.affine(s, v, zeros);
          case "Div" ->
              dataFirst ? Steps.affine(s, Arrays.stream(v).map(x -> 1 / x).toArray(), zeros) : null;
          default -> null;
        });
  }

  /// Whether numbers are the bias of the product just before.
  private static boolean isBias(NodeProto n, Signal s, Known k) {
    if (!n.op().equals("Add") || !s.plain() || s.steps().isEmpty()) {
      return false;
    }
    Step last = s.steps().getLast();
    return Steps.isLinear(last)
        && Arrays.stream(last.params().get("bias").doubles()).allMatch(b -> b == 0)
        && last.params().get("bias").size() == k.numbers().size();
  }

  /// A number for each of some columns.
  private static double[] row(Value v, int width) {
    if (v instanceof Known k && (k.numbers().size() == width || k.numbers().size() == 1)) {
      double[] row = new double[width];
      for (int i = 0; i < width; i++) {
        row[i] = k.numbers().get(k.numbers().size() == 1 ? 0 : i);
      }
      return row;
    }
    throw new UserException("it needs " + width + " known numbers, one for each column");
  }

  // Classes

  /// What comes after a class was chosen only names it.
  private Value choice(NodeProto n, List<Value> in) {
    Choice c = (Choice) in.stream().filter(Choice.class::isInstance).findFirst().orElseThrow();
    in.forEach(v -> {
      if (v instanceof Known k && List.of("ArrayFeatureExtractor", "Gather").contains(n.op())) {
        name(k.texts().isEmpty() ? whole(k.numbers()) : k.texts());
      }
    });
    passed.add(n.toString());
    return c;
  }

  private void name(List<String> found) {
    classes = found.isEmpty() ? classes : found;
  }

  private static List<String> whole(Array a) {
    return Arrays.stream(a.toDoubles()).mapToObj(v -> String.valueOf((long) v)).toList();
  }
}
