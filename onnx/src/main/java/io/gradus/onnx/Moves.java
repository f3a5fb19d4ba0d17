package io.gradus.onnx;

import io.gradus.array.Shape;
import io.gradus.graph.Expr;
import io.gradus.onnx.Translator.Tensor;
import io.gradus.onnx.proto.Attribute;
import io.gradus.op.Indexed;
import io.gradus.op.Move;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Translates operations that move elements.
final class Moves {
  private final Translator t;
  private final Nodes nodes;

  Moves(Translator t, Nodes nodes) {
    this.t = t;
    this.nodes = nodes;
  }

  /// What only moves elements.
  Tensor move(Move op, Expr e, Expr x) {
    return switch (op) {
      case Move.Broadcast b -> broadcast(b, x);
      case Move.Reshape _ -> t.node("Reshape", e, Map.of(), t.value(x), target(e.shape()));
      case Move.Permute p ->
          t.node("Transpose", e, Map.of("perm", Translator.ints(p.order())), t.value(x));
      case Move.Pad p -> {
        List<Integer> pads = new ArrayList<>(p.before());
        pads.addAll(p.after());
        yield t.node("Pad", e, Map.of(), t.value(x), nodes.integers(pads));
      }
      case Move.Slice s -> slice(s, e, x);
      case Move.Concat c ->
          t.node("Concat", e, Translator.axis(c.axis()), t.values(e.args()).toArray(String[]::new));
    };
  }

  /// New leading axes come by themselves; others need an axis of extent 1 in their place.
  private Tensor broadcast(Move.Broadcast op, Expr x) {
    Tensor v = t.one(x);
    List<Integer> axes = op.axes();
    boolean leading = IntStream.range(0, axes.size()).allMatch(axes::contains);
    if (leading || v.shape().isScalar()) {
      return v;
    }
    Shape shape = x.shape();
    for (int axis : axes.stream().sorted().toList()) {
      shape = shape.insert(axis, 1);
    }
    return new Tensor(
        nodes.add("Unsqueeze", Map.of(), List.of(t.full(x, v), nodes.integers(axes))), shape);
  }

  /// The shape for a Reshape, which finds one extent by itself.
  private String target(Shape s) {
    List<Integer> dims = new ArrayList<>(IntStream.of(s.dims()).boxed().toList());
    List<Integer> open =
        IntStream.range(0, s.rank()).filter(a -> nodes.open(s.dim(a))).boxed().toList();
    if (open.size() != 1) {
      return nodes.shape(s);
    }
    dims.set(open.getFirst(), -1);
    return nodes.integers(dims);
  }

  private Tensor slice(Move.Slice op, Expr e, Expr x) {
    List<Integer> axes =
        IntStream.range(0, x.shape().rank())
            .filter(a -> op.size().dim(a) != x.shape().dim(a))
            .boxed()
            .toList();
    List<Integer> starts = axes.stream().map(op.start()::get).toList();
    List<Integer> ends = axes.stream().map(a -> op.start().get(a) + op.size().dim(a)).toList();
    return t.node(
        "Slice",
        e,
        Map.of(),
        t.value(x),
        nodes.integers(starts),
        nodes.integers(ends),
        nodes.integers(axes));
  }

  /// What moves elements to positions that are computed.
  Tensor indexed(Indexed op, Expr e, Expr x) {
    return switch (op) {
      case Indexed.Gather g ->
          t.node("Gather", e, Translator.axis(g.axis()), t.value(x), t.whole(e.args().get(1)));
      case Indexed.ScatterAdd s -> t.one(Definitions.scatterAdd(s, x, e.args().get(1)));
      case Indexed.TakeAlong a ->
          t.node(
              "GatherElements", e, Translator.axis(a.axis()), t.value(x), t.whole(e.args().get(1)));
      case Indexed.PutAlong p ->
          t.node(
              "ScatterElements",
              e,
              Map.of("axis", new Attribute.Int(p.axis()), "reduction", new Attribute.Text("add")),
              t.value(e.zeros()),
              t.whole(e.args().get(1)),
              t.value(x));
      case Indexed.Unfold u -> {
        Shape windows = Shape.of(e.shape().dim(u.axis()), u.size());
        long[] places = Definitions.places(windows, u.stride(), u.dilation());
        yield t.node(
            "Gather", e, Translator.axis(u.axis()), t.value(x), nodes.integers(windows, places));
      }
      case Indexed.Fold f -> t.one(Definitions.fold(f, x));
    };
  }
}
