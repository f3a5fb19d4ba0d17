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
import io.gradus.op.Bilinear;
import io.gradus.op.Control;
import io.gradus.op.Flat;
import io.gradus.op.Indexed;
import io.gradus.op.Linear;
import io.gradus.op.Move;
import io.gradus.op.Op;
import io.gradus.op.Pointwise;
import io.gradus.op.Structured;
import java.util.Arrays;
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
  private final Map<Expr, List<Tensor>> done = new HashMap<>();
  private final Map<Expr, Tensor> masks = new HashMap<>(); // comparisons as truth values

  /// A value in the file.
  ///
  /// @param name its name
  /// @param shape its shape there, which broadcasts to that of the expression
  record Tensor(String name, Shape shape) {}

  Translator(Nodes nodes) {
    this.nodes = nodes;
  }

  /// Makes a parameter of the function an input or tensor of the file.
  void bind(Expr param, String name) {
    done.put(param, List.of(new Tensor(name, param.shape())));
  }

  /// The name of the value of an expression, in its full shape.
  String value(Expr e) {
    return full(e, one(e));
  }

  Tensor one(Expr e) {
    return all(e).getFirst();
  }

  private List<Tensor> all(Expr root) {
    for (Expr e : Graph.nodes(List.of(root))) {
      if (!done.containsKey(e)) {
        done.put(e, translate(e));
      }
    }
    return done.get(root);
  }

  private List<Tensor> translate(Expr e) {
    Optional<Patterns.Match> known = Patterns.match(e);
    if (known.isPresent()) {
      Expr x = known.get().operand();
      String in = known.get().rowwise() ? value(x) : one(x).name;
      Shape shape = known.get().rowwise() ? e.shape() : one(x).shape;
      return List.of(
          new Tensor(nodes.add(known.get().op(), known.get().attributes(), List.of(in)), shape));
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

  private Tensor pointwise(Pointwise op, Expr e) {
    return switch (op) {
      case Pointwise.Unary u -> unary(u, e, e.args().getFirst());
      case Pointwise.Binary b -> binary(b, e, e.args().get(0), e.args().get(1));
      case Pointwise.Polygamma _ -> throw lacking(op, "gamma functions");
    };
  }

  private Tensor unary(Pointwise.Unary op, Expr e, Expr x) {
    return switch (op) {
      case SQUARE -> one(x.mul(x));
      case RECIPROCAL -> map("Reciprocal", e);
      case SQRT -> map("Sqrt", e);
      case CBRT -> one(Definitions.cbrt(x));
      case EXP -> map("Exp", e);
      case EXPM1 -> one(Definitions.expm1(x));
      case LOG -> map("Log", e);
      case LOG1P -> one(Definitions.log1p(x));
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
      case LOGISTIC -> e.dtype() == DType.F32 ? map("Sigmoid", e) : one(Definitions.logistic(x));
      case SOFTPLUS -> map("Softplus", e);
      case ERF -> single("Erf", e, one(x));
      case ERFC -> one(Definitions.erfc(x));
      case LGAMMA -> throw lacking(op, "gamma functions");
      case ABS -> map("Abs", e);
    };
  }

  private Tensor binary(Pointwise.Binary op, Expr e, Expr x, Expr y) {
    return switch (op) {
      case DIV -> map("Div", e);
      case POW -> map("Pow", e);
      case MAX -> map("Max", e);
      case MIN -> map("Min", e);
      case ATAN2 -> one(Definitions.atan2(x, y));
      case HYPOT -> one(Definitions.hypot(x, y));
    };
  }

  // Linear operations

  private Tensor linear(Linear op, Expr e) {
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
      case Move m -> new Moves(this, nodes).move(m, e, x);
      case Indexed i -> new Moves(this, nodes).indexed(i, e, x);
    };
  }

  private Tensor select(List<Expr> args) {
    Tensor mask = masks.get(args.get(0));
    if (mask == null) {
      mask = cast(one(args.get(0)), DataType.BOOL);
    }
    return map("Where", List.of(mask, one(args.get(1)), one(args.get(2))));
  }

  // Products

  private Tensor bilinear(Bilinear op, Expr e) {
    Expr x = e.args().get(0);
    Expr y = e.args().get(1);
    return switch (op) {
      case Bilinear.Mul m when m.gated() -> one(Definitions.gate(x, y));
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

  private Tensor structured(Structured op, Expr e) {
    Expr x = e.args().getFirst();
    return switch (op) {
      case Structured.Extreme r ->
          node(
              r.max() ? "ReduceMax" : "ReduceMin", e, KEEP_NOT, value(x), nodes.integers(r.axes()));
      case Structured.Determinant d when d.log() ->
          one(Expr.of(new Structured.Determinant(false), e.args()).abs().log());
      case Structured.Determinant _ -> {
        Tensor in = new Tensor(value(x), x.shape());
        yield new Tensor(single("Det", e, in).name, e.shape());
      }
      case Structured.Solve _ -> throw lacking(op, "linear systems");
      case Structured.Cholesky _ -> throw lacking(op, "factors of matrices");
    };
  }

  // Leaves, comparisons, positions

  private Tensor flat(Flat op, Expr e) {
    return switch (op) {
      case Flat.Param p ->
          throw new IllegalArgumentException("parameter '" + p.name() + "' is not bound");
      case Flat.Fill f -> number(f.value(), e);
      case Flat.Named n -> number(n.value(), e);
      case Flat.Constant c -> new Tensor(nodes.constant(c.array()), e.shape());
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
        yield cast(new Tensor(sorted.get(1), e.shape()), DataType.of(e.dtype()));
      }
    };
  }

  private Tensor number(double value, Expr e) {
    return new Tensor(nodes.constant(Array.full(e.dtype(), Shape.SCALAR, value)), Shape.SCALAR);
  }

  private Tensor iota(Flat.Iota op, Expr e) {
    int n = e.shape().dim(op.axis());
    if (nodes.open(n)) {
      return one(e.like(1).cumsum(op.axis(), false).sub(1));
    }
    int[] dims = new int[e.shape().rank()];
    Arrays.fill(dims, 1);
    dims[op.axis()] = n;
    Shape shape = Shape.of(dims);
    Array positions = Array.of(shape, IntStream.range(0, n).asDoubleStream().toArray());
    return new Tensor(nodes.constant(positions.cast(e.dtype())), shape);
  }

  // Functions inside

  private List<Tensor> control(Control op, Expr e) {
    return switch (op) {
      case Control.Item i -> List.of(all(e.args().getFirst()).get(i.index()));
      case Control.Call c -> c.body().apply(e.args()).stream().map(this::one).toList();
      case Control.Cond c -> {
        Tensor condition = cast(one(e.args().getFirst()), DataType.BOOL);
        List<Expr> operands = e.args().subList(1, e.args().size());
        yield values(Bodies.cond(nodes, c, condition.name, values(operands)), e.types());
      }
      case Control.Scan s -> values(Bodies.scan(nodes, s, values(e.args())), e.types());
    };
  }

  List<String> values(List<Expr> all) {
    return all.stream().map(this::value).toList();
  }

  private static List<Tensor> values(List<String> names, List<Type> types) {
    return IntStream.range(0, names.size())
        .mapToObj(i -> new Tensor(names.get(i), types.get(i).shape()))
        .toList();
  }

  // Nodes

  private static final Map<String, Attribute> KEEP_NOT = Map.of("keepdims", new Attribute.Int(0));

  /// An operator that gives the full shape of the expression.
  Tensor node(String op, Expr e, Map<String, Attribute> attributes, String... inputs) {
    return new Tensor(nodes.add(op, attributes, List.of(inputs)), e.shape());
  }

  /// An operator that works element by element on the operands of the expression.
  private Tensor map(String op, Expr e) {
    return map(op, e.args().stream().map(this::one).toList());
  }

  private Tensor map(String op, List<Tensor> operands) {
    Shape shape = operands.stream().map(Tensor::shape).reduce(Shape.SCALAR, Shape::broadcast);
    return new Tensor(nodes.add(op, Map.of(), operands.stream().map(Tensor::name).toList()), shape);
  }

  /// An operator for which ONNX Runtime has no float64 form: values are rounded to float32 for it.
  private Tensor single(String op, Expr e, Tensor x) {
    if (e.dtype() == DType.F32) {
      return new Tensor(nodes.add(op, Map.of(), List.of(x.name)), x.shape);
    }
    String rounded = cast(x, DataType.FLOAT).name;
    return cast(new Tensor(nodes.add(op, Map.of(), List.of(rounded)), x.shape), DataType.DOUBLE);
  }

  private Tensor cast(Tensor x, DataType to) {
    Map<String, Attribute> attributes = Map.of("to", new Attribute.Int(to.code()));
    return new Tensor(nodes.add("Cast", attributes, List.of(x.name)), x.shape);
  }

  /// Positions as whole numbers.
  String whole(Expr positions) {
    return cast(new Tensor(value(positions), positions.shape()), DataType.INT64).name;
  }

  String full(Expr e, Tensor v) {
    return v.shape.equals(e.shape())
        ? v.name
        : nodes.add("Expand", Map.of(), List.of(v.name, nodes.shape(e.shape())));
  }

  static Map<String, Attribute> axis(int axis) {
    return Map.of("axis", new Attribute.Int(axis));
  }

  static Attribute ints(List<Integer> values) {
    return new Attribute.Ints(values.stream().map(Integer::longValue).toList());
  }

  private static UserException lacking(Op op, String what) {
    return new UserException(
        "ONNX has no operators for " + what + ", so '" + op.symbol() + "' cannot be exported");
  }
}
