package io.gradus.onnx;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Shape;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import io.gradus.nn.UserException;
import io.gradus.onnx.proto.Attribute;
import io.gradus.onnx.proto.DataType;
import io.gradus.onnx.proto.GraphProto;
import io.gradus.onnx.proto.ValueInfoProto;
import io.gradus.op.Bilinear;
import io.gradus.op.Control;
import io.gradus.op.Flat;
import io.gradus.op.Indexed;
import io.gradus.op.Linear;
import io.gradus.op.Move;
import io.gradus.op.Op;
import io.gradus.op.Pointwise;
import io.gradus.op.Structured;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// Translates expressions into nodes of ONNX, operation by operation.
///
/// Each operation is one operator, or a definition over operations that are. ONNX broadcasts by
/// itself, so a broadcast is left to the operators that work element by element: a value may lack
/// the extents that broadcasting gives back, and is stretched where an operator needs them. Masks
/// and positions, which are numbers here, become truth values and whole numbers at their use.
final class Translator {
  private final Nodes nodes;
  private final Map<Expr, List<Value>> done = new HashMap<>();
  private final Map<Expr, Value> masks = new HashMap<>(); // comparisons as truth values

  /// A value in the file.
  ///
  /// @param name its name
  /// @param shape its shape there, which broadcasts to that of the expression
  private record Value(String name, Shape shape) {}

  Translator(Nodes nodes) {
    this.nodes = nodes;
  }

  /// Makes a parameter of the function an input or tensor of the file.
  void bind(Expr param, String name) {
    done.put(param, List.of(new Value(name, param.shape())));
  }

  /// The name of the value of an expression, in its full shape.
  String value(Expr e) {
    return full(e, one(e));
  }

  private Value one(Expr e) {
    return all(e).getFirst();
  }

  private List<Value> all(Expr root) {
    for (Expr e : Graph.nodes(List.of(root))) {
      if (!done.containsKey(e)) {
        done.put(e, translate(e));
      }
    }
    return done.get(root);
  }

  private List<Value> translate(Expr e) {
    Optional<Patterns.Match> known = Patterns.match(e);
    if (known.isPresent()) {
      Expr x = known.get().operand();
      String in = known.get().rowwise() ? value(x) : one(x).name;
      Shape shape = known.get().rowwise() ? e.shape() : one(x).shape;
      return List.of(
          new Value(nodes.add(known.get().op(), known.get().attributes(), List.of(in)), shape));
    }
    return switch (e.op()) {
      case Pointwise op -> List.of(pointwise(op, e));
      case Linear op -> List.of(linear(op, e));
      case Bilinear op -> List.of(bilinear(op, e));
      case Structured op -> List.of(structured(op, e));
      case Flat op -> List.of(flat(op, e));
      case Control op -> control(op, e);
    };
  }

  // Functions of elements

  private Value pointwise(Pointwise op, Expr e) {
    return switch (op) {
      case Pointwise.Unary u -> unary(u, e, e.args().getFirst());
      case Pointwise.Binary b -> binary(b, e, e.args().get(0), e.args().get(1));
      case Pointwise.Polygamma _ -> throw lacking(op, "gamma functions");
    };
  }

  private Value unary(Pointwise.Unary op, Expr e, Expr x) {
    return switch (op) {
      case SQUARE -> one(x.mul(x));
      case RECIPROCAL -> map("Reciprocal", e);
      case SQRT -> map("Sqrt", e);
      case CBRT -> one(x.sign().mul(x.abs().pow(1.0 / 3)));
      case EXP -> map("Exp", e);
      case EXPM1 -> one(x.mul(0.5).tanh().mul(x.exp().add(1))); // no cancellation near 0
      case LOG -> map("Log", e);
      case LOG1P -> one(log1p(x));
      case SIN -> map("Sin", e);
      case COS -> map("Cos", e);
      case TAN -> single("Tan", e, one(x));
      case ASIN -> single("Asin", e, one(x));
      case ACOS -> single("Acos", e, one(x));
      case ATAN -> single("Atan", e, one(x));
      case SINH -> single("Sinh", e, one(x));
      case COSH -> single("Cosh", e, one(x));
      case TANH -> map("Tanh", e);
      case ASINH -> single("Asinh", e, one(x));
      case ACOSH -> single("Acosh", e, one(x));
      case ATANH -> single("Atanh", e, one(x));
      // ONNX Runtime makes of x·Sigmoid(x) an operator that it has in float32 only.
      case LOGISTIC -> e.dtype() == DType.F32 ? map("Sigmoid", e) : one(logistic(x));
      case SOFTPLUS -> map("Softplus", e);
      case ERF -> single("Erf", e, one(x));
      case ERFC -> one(x.erf().neg().add(1));
      case LGAMMA -> throw lacking(op, "gamma functions");
      case ABS -> map("Abs", e);
    };
  }

  private Value binary(Pointwise.Binary op, Expr e, Expr x, Expr y) {
    return switch (op) {
      case DIV -> map("Div", e);
      case POW -> map("Pow", e);
      case MAX -> map("Max", e);
      case MIN -> map("Min", e);
      case ATAN2 -> one(atan2(x, y));
      case HYPOT -> one(x.square().add(y.square()).sqrt());
    };
  }

  /// 1/(1 + e⁻ˣ).
  private static Expr logistic(Expr x) {
    return x.neg().exp().add(1).reciprocal();
  }

  /// ln u · x/(u − 1) with u = 1 + x as it is rounded: the errors of both factors cancel. Source:
  /// Kahan 1981.
  private static Expr log1p(Expr x) {
    Expr u = x.add(1);
    return u.eq(1).select(x, u.log().mul(x.div(u.sub(1))));
  }

  /// The angle of the point (x, y), from that in the right half plane.
  private static Expr atan2(Expr y, Expr x) {
    Expr half = y.zeros().gt(y).select(-Math.PI, y.like(Math.PI)); // half a turn, with y's sign
    Expr left = y.div(x).apply(Pointwise.Unary.ATAN).add(x.zeros().gt(x).select(half, 0));
    return x.eq(0).select(y.sign().mul(Math.PI / 2), left);
  }

  // Linear operations

  private Value linear(Linear op, Expr e) {
    Expr x = e.args().getFirst();
    return switch (op) {
      case Linear.Add _ -> map("Add", e);
      case Linear.Neg _ -> map("Neg", e);
      case Linear.Sum s -> node("ReduceSum", e, KEEP_NOT, value(x), nodes.integers(s.axes()));
      case Linear.Cast c -> cast(one(x), DataType.of(c.to()));
      case Linear.Select _ -> select(e.args());
      case Linear.CumSum c ->
          node(
              "CumSum",
              e,
              Map.of("reverse", new Attribute.Int(c.fromBack() ? 1 : 0)),
              value(x),
              nodes.integers(Shape.SCALAR, c.axis()));
      case Move m -> move(m, e, x);
      case Indexed i -> indexed(i, e, x);
    };
  }

  private Value select(List<Expr> args) {
    Value mask = masks.get(args.get(0));
    if (mask == null) {
      mask = cast(one(args.get(0)), DataType.BOOL);
    }
    return map("Where", List.of(mask, one(args.get(1)), one(args.get(2))));
  }

  private Value move(Move op, Expr e, Expr x) {
    return switch (op) {
      case Move.Broadcast b -> broadcast(b, x);
      case Move.Reshape _ -> node("Reshape", e, Map.of(), value(x), target(e.shape()));
      case Move.Permute p -> node("Transpose", e, Map.of("perm", ints(p.order())), value(x));
      case Move.Pad p -> {
        List<Integer> pads = new ArrayList<>(p.before());
        pads.addAll(p.after());
        yield node("Pad", e, Map.of(), value(x), nodes.integers(pads));
      }
      case Move.Slice s -> slice(s, e, x);
      case Move.Concat c ->
          node(
              "Concat",
              e,
              axis(c.axis()),
              e.args().stream().map(this::value).toArray(String[]::new));
    };
  }

  /// New leading axes come by themselves; others need an axis of extent 1 in their place.
  private Value broadcast(Move.Broadcast op, Expr x) {
    Value v = one(x);
    List<Integer> axes = op.axes();
    boolean leading = IntStream.range(0, axes.size()).allMatch(axes::contains);
    if (leading || v.shape.isScalar()) {
      return v;
    }
    Shape shape = x.shape();
    for (int axis : axes.stream().sorted().toList()) {
      shape = shape.insert(axis, 1);
    }
    return new Value(
        nodes.add("Unsqueeze", Map.of(), List.of(full(x, v), nodes.integers(axes))), shape);
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

  private Value slice(Move.Slice op, Expr e, Expr x) {
    List<Integer> axes =
        IntStream.range(0, x.shape().rank())
            .filter(a -> op.size().dim(a) != x.shape().dim(a))
            .boxed()
            .toList();
    List<Integer> starts = axes.stream().map(op.start()::get).toList();
    List<Integer> ends = axes.stream().map(a -> op.start().get(a) + op.size().dim(a)).toList();
    return node(
        "Slice",
        e,
        Map.of(),
        value(x),
        nodes.integers(starts),
        nodes.integers(ends),
        nodes.integers(axes));
  }

  private Value indexed(Indexed op, Expr e, Expr x) {
    return switch (op) {
      case Indexed.Gather g -> node("Gather", e, axis(g.axis()), value(x), whole(e.args().get(1)));
      case Indexed.ScatterAdd s -> {
        List<Integer> others =
            new ArrayList<>(IntStream.range(0, x.shape().rank()).boxed().toList());
        others.remove(s.axis());
        Expr positions = e.args().get(1).broadcast(x.shape(), others);
        yield one(Expr.of(new Indexed.PutAlong(s.axis(), s.extent()), List.of(x, positions)));
      }
      case Indexed.TakeAlong t ->
          node("GatherElements", e, axis(t.axis()), value(x), whole(e.args().get(1)));
      case Indexed.PutAlong p ->
          node(
              "ScatterElements",
              e,
              Map.of("axis", new Attribute.Int(p.axis()), "reduction", new Attribute.Text("add")),
              value(e.zeros()),
              whole(e.args().get(1)),
              value(x));
      case Indexed.Unfold u -> {
        Shape windows = Shape.of(e.shape().dim(u.axis()), u.size());
        String positions = nodes.integers(windows, positions(windows, u.stride(), u.dilation()));
        yield node("Gather", e, axis(u.axis()), value(x), positions);
      }
      case Indexed.Fold f -> {
        Shape windows = Shape.of(x.shape().dim(f.axis()), x.shape().dim(f.axis() + 1));
        Shape merged = x.shape().remove(f.axis() + 1).with(f.axis(), windows.size());
        double[] to =
            IntStream.range(0, windows.size())
                .mapToDouble(i -> positions(windows, f.stride(), f.dilation())[i])
                .toArray();
        Expr at = Expr.constant(Array.vector(to).cast(x.dtype()));
        yield one(x.reshape(merged).scatterAdd(f.axis(), f.extent(), at));
      }
    };
  }

  private static long[] positions(Shape windows, int stride, int dilation) {
    int size = windows.dim(1);
    return IntStream.range(0, windows.size())
        .mapToLong(i -> (long) i / size * stride + (long) i % size * dilation)
        .toArray();
  }

  // Products

  private Value bilinear(Bilinear op, Expr e) {
    Expr x = e.args().get(0);
    Expr y = e.args().get(1);
    return switch (op) {
      case Bilinear.Mul m when m.gated() -> one(x.eq(0).select(0, x.mul(y)));
      case Bilinear.Mul _ -> map("Mul", e);
      case Bilinear.Contract c when isMatMul(c) -> node("MatMul", e, Map.of(), value(x), value(y));
      case Bilinear.Contract c ->
          node(
              "Einsum",
              e,
              Map.of("equation", new Attribute.Text(c.toString())),
              value(x),
              value(y));
    };
  }

  /// Whether the last two axes are multiplied as matrices and those before are batches.
  private static boolean isMatMul(Bilinear.Contract c) {
    int b = c.left().length() - 2;
    return b >= 0
        && c.right().length() == b + 2
        && c.out().length() == b + 2
        && c.left().startsWith(c.out().substring(0, b + 1))
        && c.right().startsWith(c.out().substring(0, b))
        && c.left().charAt(b + 1) == c.right().charAt(b)
        && c.right().charAt(b + 1) == c.out().charAt(b + 1);
  }

  private Value structured(Structured op, Expr e) {
    Expr x = e.args().getFirst();
    return switch (op) {
      case Structured.Extreme r ->
          node(
              r.max() ? "ReduceMax" : "ReduceMin", e, KEEP_NOT, value(x), nodes.integers(r.axes()));
      case Structured.Determinant d when d.log() ->
          one(Expr.of(new Structured.Determinant(false), e.args()).abs().log());
      case Structured.Determinant _ -> {
        Value in = new Value(value(x), x.shape());
        yield new Value(single("Det", e, in).name, e.shape());
      }
      case Structured.Solve _ -> throw lacking(op, "linear systems");
      case Structured.Cholesky _ -> throw lacking(op, "factors of matrices");
    };
  }

  // Leaves, comparisons, positions

  private Value flat(Flat op, Expr e) {
    return switch (op) {
      case Flat.Param p ->
          throw new IllegalArgumentException("parameter '" + p.name() + "' is not bound");
      case Flat.Fill f -> number(f.value(), e);
      case Flat.Named n -> number(n.value(), e);
      case Flat.Constant c -> new Value(nodes.constant(c.array()), e.shape());
      case Flat.Iota i -> iota(i, e);
      case Flat.Compare c -> {
        String operator =
            switch (c) {
              case GREATER -> "Greater";
              case GREATER_EQUAL -> "GreaterOrEqual";
              case EQUAL -> "Equal";
            };
        masks.put(e, map(operator, e));
        yield cast(masks.get(e), DataType.of(e.dtype()));
      }
      case Flat.Step s ->
          switch (s) {
            case SIGN -> map("Sign", e);
            case FLOOR -> map("Floor", e);
            case STOP -> one(e.args().getFirst());
          };
      case Flat.ArgMax a -> {
        Map<String, Attribute> attributes = new HashMap<>(KEEP_NOT);
        attributes.putAll(axis(a.axis()));
        yield cast(
            node("ArgMax", e, attributes, value(e.args().getFirst())), DataType.of(e.dtype()));
      }
      case Flat.ArgSort a -> {
        Map<String, Attribute> attributes = new HashMap<>(axis(a.axis()));
        attributes.put("largest", new Attribute.Int(0));
        Expr x = e.args().getFirst();
        List<String> sorted =
            nodes.add(
                "TopK", 2, attributes, List.of(value(x), nodes.extent(x.shape().dim(a.axis()))));
        yield cast(new Value(sorted.get(1), e.shape()), DataType.of(e.dtype()));
      }
    };
  }

  private Value number(double value, Expr e) {
    return new Value(nodes.constant(Array.full(e.dtype(), Shape.SCALAR, value)), Shape.SCALAR);
  }

  private Value iota(Flat.Iota op, Expr e) {
    int n = e.shape().dim(op.axis());
    if (nodes.open(n)) {
      return one(e.like(1).cumsum(op.axis(), false).sub(1));
    }
    int[] dims = new int[e.shape().rank()];
    Arrays.fill(dims, 1);
    dims[op.axis()] = n;
    Shape shape = Shape.of(dims);
    Array positions = Array.of(shape, IntStream.range(0, n).asDoubleStream().toArray());
    return new Value(nodes.constant(positions.cast(e.dtype())), shape);
  }

  // Functions inside

  private List<Value> control(Control op, Expr e) {
    return switch (op) {
      case Control.Item i -> List.of(all(e.args().getFirst()).get(i.index()));
      case Control.Call c -> c.body().apply(e.args()).stream().map(this::one).toList();
      case Control.Cond c -> {
        List<Expr> operands = e.args().subList(1, e.args().size());
        Map<String, Attribute> branches =
            Map.of(
                "then_branch", new Attribute.Graph(branch(c.yes(), operands)),
                "else_branch", new Attribute.Graph(branch(c.no(), operands)));
        Value condition = cast(one(e.args().getFirst()), DataType.BOOL);
        yield values(
            nodes.add("If", e.types().size(), branches, List.of(condition.name)), e.types());
      }
      case Control.Scan s -> {
        int inputs = s.body().params().size() - s.states();
        int outputs = s.body().results().size() - s.states();
        long direction = s.backward() ? 1 : 0;
        Map<String, Attribute> attributes = new HashMap<>();
        attributes.put("body", new Attribute.Graph(step(s.body())));
        attributes.put("num_scan_inputs", new Attribute.Int(inputs));
        attributes.put(
            "scan_input_directions", new Attribute.Ints(Collections.nCopies(inputs, direction)));
        attributes.put(
            "scan_output_directions", new Attribute.Ints(Collections.nCopies(outputs, direction)));
        List<String> operands = e.args().stream().map(this::value).toList();
        yield values(nodes.add("Scan", e.types().size(), attributes, operands), e.types());
      }
    };
  }

  private static List<Value> values(List<String> names, List<Type> types) {
    return IntStream.range(0, names.size())
        .mapToObj(i -> new Value(names.get(i), types.get(i).shape()))
        .toList();
  }

  /// A branch has no inputs: it takes the operands from the graph around it.
  private GraphProto branch(Graph body, List<Expr> operands) {
    List<String> names = operands.stream().map(this::value).toList();
    return inside(body, names, List.of());
  }

  /// A step of a loop.
  private GraphProto step(Graph body) {
    List<String> names = body.params().stream().map(_ -> nodes.fresh("step")).toList();
    List<ValueInfoProto> inputs =
        IntStream.range(0, names.size())
            .mapToObj(i -> info(names.get(i), body.params().get(i)))
            .toList();
    return inside(body, names, inputs);
  }

  private GraphProto inside(Graph body, List<String> operands, List<ValueInfoProto> inputs) {
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

  // Nodes

  private static final Map<String, Attribute> KEEP_NOT = Map.of("keepdims", new Attribute.Int(0));

  /// An operator that gives the full shape of the expression.
  private Value node(String op, Expr e, Map<String, Attribute> attributes, String... inputs) {
    return new Value(nodes.add(op, attributes, List.of(inputs)), e.shape());
  }

  /// An operator that works element by element on the operands of the expression.
  private Value map(String op, Expr e) {
    return map(op, e.args().stream().map(this::one).toList());
  }

  private Value map(String op, List<Value> operands) {
    Shape shape = operands.stream().map(Value::shape).reduce(Shape.SCALAR, Shape::broadcast);
    return new Value(nodes.add(op, Map.of(), operands.stream().map(Value::name).toList()), shape);
  }

  /// An operator for which ONNX Runtime has no float64 form: values are rounded to float32 for it.
  private Value single(String op, Expr e, Value x) {
    if (e.dtype() == DType.F32) {
      return new Value(nodes.add(op, Map.of(), List.of(x.name)), x.shape);
    }
    String rounded = cast(x, DataType.FLOAT).name;
    return cast(new Value(nodes.add(op, Map.of(), List.of(rounded)), x.shape), DataType.DOUBLE);
  }

  private Value cast(Value x, DataType to) {
    Map<String, Attribute> attributes = Map.of("to", new Attribute.Int(to.code()));
    return new Value(nodes.add("Cast", attributes, List.of(x.name)), x.shape);
  }

  /// Positions as whole numbers.
  private String whole(Expr positions) {
    return cast(new Value(value(positions), positions.shape()), DataType.INT64).name;
  }

  private String full(Expr e, Value v) {
    return v.shape.equals(e.shape())
        ? v.name
        : nodes.add("Expand", Map.of(), List.of(v.name, nodes.shape(e.shape())));
  }

  private static Map<String, Attribute> axis(int axis) {
    return Map.of("axis", new Attribute.Int(axis));
  }

  private static Attribute ints(List<Integer> values) {
    return new Attribute.Ints(values.stream().map(Integer::longValue).toList());
  }

  private static UserException lacking(Op op, String what) {
    return new UserException(
        "ONNX has no operators for " + what + ", so '" + op.symbol() + "' cannot be exported");
  }
}
