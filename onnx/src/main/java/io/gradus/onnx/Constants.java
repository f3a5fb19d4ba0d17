package io.gradus.onnx;

import io.gradus.array.Array;
import io.gradus.array.Shape;
import io.gradus.eval.Interpreter;
import io.gradus.graph.Expr;
import io.gradus.nn.UserException;
import io.gradus.onnx.Value.Extents;
import io.gradus.onnx.Value.Known;
import io.gradus.onnx.proto.Attribute;
import io.gradus.onnx.proto.DataType;
import io.gradus.onnx.proto.NodeProto;
import io.gradus.onnx.proto.TensorProto;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// What is known of a graph without any data.
final class Constants {
  private static final int LARGEST = 1 << 26; // numbers that are computed from constants

  private Constants() {}

  /// What a tensor holds.
  static Known of(TensorProto t) {
    if (t.type() == DataType.STRING) {
      return new Known(Array.vector(), t.texts());
    }
    double[] v = t.toDoubles();
    if (v.length == 1 && t.type() == DataType.FLOAT) {
      v[0] = Double.parseDouble(Float.toString((float) v[0])); // as a person would have written it
    }
    int[] dims = t.dims().stream().mapToInt(Math::toIntExact).toArray();
    return new Known(Array.of(Shape.of(dims), v), List.of());
  }

  /// What a node without operands yields.
  static Value of(NodeProto n) {
    if (n.attributes().isEmpty()) {
      throw new UserException("it is not understood");
    }
    return switch (n.attributes().values().iterator().next()) {
      case Attribute.Tensor(TensorProto t) -> of(t);
      case Attribute.Real(float v) -> new Known(Array.of(v), List.of());
      case Attribute.Int(long v) -> new Known(Array.of(v), List.of());
      case Attribute.Reals(List<Float> v) -> known(v);
      case Attribute.Ints(List<Long> v) -> known(v);
      case Attribute.Text(String v) -> new Known(Array.vector(), List.of(v));
      case Attribute.Texts(List<String> v) -> new Known(Array.vector(), v);
      case Attribute.Graph _ -> throw new UserException("it is not understood");
    };
  }

  private static Known known(List<? extends Number> values) {
    return new Known(
        Array.vector(values.stream().mapToDouble(Number::doubleValue).toArray()), List.of());
  }

  /// What a node makes of constants.
  static Value fold(NodeProto n, List<Value> in) {
    Known x = (Known) in.getFirst();
    return switch (n.op()) {
      case "Identity", "Cast" -> x;
      case "Transpose" -> {
        List<Integer> order = n.integers("perm").stream().map(Long::intValue).toList();
        Expr e = Expr.constant(x.numbers());
        yield known(order.isEmpty() ? e.transpose() : e.permute(order));
      }
      case "Reshape", "Squeeze", "Unsqueeze", "Flatten" ->
          new Known(x.numbers().reshape(shape(n, x.numbers().shape(), in)), x.texts());
      case "Shape", "Gather", "Concat", "Slice", "Range" -> new Extents();
      default ->
          Elementwise.of(
                  n,
                  in.stream()
                      .map(v -> v == null ? null : Expr.constant(((Known) v).numbers()))
                      .toList())
              .map(Constants::known)
              .orElseThrow(() -> new UserException("it is not understood"));
    };
  }

  private static Value known(Expr e) {
    if (e.shape().size() > LARGEST) {
      throw new UserException("it would make " + e.shape().size() + " numbers of constants");
    }
    return new Known(Interpreter.value(e), List.of());
  }

  /// The shape that a reshaping node gives to known numbers.
  private static Shape shape(NodeProto n, Shape from, List<Value> in) {
    List<Integer> given =
        in.size() > 1 && in.get(1) instanceof Known k
            ? Arrays.stream(k.numbers().toDoubles()).mapToObj(d -> (int) d).toList()
            : n.integers(n.op().equals("Reshape") ? "shape" : "axes").stream()
                .map(Long::intValue)
                .toList();
    return switch (n.op()) {
      case "Unsqueeze" -> {
        Shape to = from;
        int rank = from.rank() + given.size();
        for (int axis : given.stream().map(a -> Math.floorMod(a, rank)).sorted().toList()) {
          to = to.insert(axis, 1);
        }
        yield to;
      }
      case "Squeeze" ->
          Shape.of(
              IntStream.range(0, from.rank())
                  .filter(a ->
                      from.dim(a) != 1
                          || !given.isEmpty()
                              && !given.contains(a)
                              && !given.contains(a - from.rank()))
                  .map(from::dim)
                  .toArray());
      case "Flatten" -> Shape.of(from.dim(0), from.size() / Math.max(1, from.dim(0)));
      default -> {
        int[] to =
            IntStream.range(0, given.size())
                .map(a -> given.get(a) == 0 ? from.dim(a) : given.get(a))
                .toArray();
        int rest = IntStream.of(to).filter(d -> d > 0).reduce(1, Math::multiplyExact);
        yield Shape.of(IntStream.of(to).map(d -> d == -1 ? from.size() / rest : d).toArray());
      }
    };
  }
}
