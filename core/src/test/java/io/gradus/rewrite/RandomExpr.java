package io.gradus.rewrite;

import io.gradus.array.Array;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import io.gradus.op.Flat;
import io.gradus.op.Op;
import io.gradus.op.Pointwise.Binary;
import io.gradus.op.Pointwise.Unary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Random expressions for property tests: the same seed gives the same expressions.
///
/// An expression is grown as a graph, so that parts are shared, from a few symbols, small numbers
/// and the functions asked for. [Sample#point()] finds points at which every part of it is smooth
/// and of moderate size; some expressions have none.
///
/// ```java
/// RandomExpr random = new RandomExpr(42).symbols(2).steps(12);
/// RandomExpr.Sample f = random.next();
/// f.point().ifPresent(at -> check(f.expr(), at));
/// ```
public final class RandomExpr {
  /// The functions that are smooth inside their domains.
  public static final List<Unary> SMOOTH =
      List.of(
          Unary.SQUARE,
          Unary.RECIPROCAL,
          Unary.SQRT,
          Unary.CBRT,
          Unary.EXP,
          Unary.EXPM1,
          Unary.LOG,
          Unary.LOG1P,
          Unary.SIN,
          Unary.COS,
          Unary.TAN,
          Unary.ASIN,
          Unary.ACOS,
          Unary.ATAN,
          Unary.SINH,
          Unary.COSH,
          Unary.TANH,
          Unary.ASINH,
          Unary.ACOSH,
          Unary.ATANH,
          Unary.LOGISTIC,
          Unary.SOFTPLUS,
          Unary.ERF,
          Unary.ERFC);

  private static final double[] NUMBERS = {1, 2, 3, 4, 0.5, -1, -2, 1.0 / 3, 0.75, 8, 1.702};
  private static final double[] EXPONENTS = {2, 3, -1, -2, 0.5, 1.5, -0.5, 1.0 / 3, 4, 2.5};
  private static final double LARGEST = 1e4;
  private static final double RADIUS = 1e-2;

  private final SplittableRandom random;
  private List<Unary> functions = SMOOTH;
  private boolean kinks;
  private int symbols = 2;
  private int steps = 10;
  private Type type = Type.f64();

  /// A generator with the given seed.
  public RandomExpr(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /// Sets the number of symbols `x1`, `x2`, …
  public RandomExpr symbols(int count) {
    this.symbols = count;
    return this;
  }

  /// Sets the number of operations.
  public RandomExpr steps(int count) {
    this.steps = count;
    return this;
  }

  /// Sets the functions of one variable to choose from.
  public RandomExpr functions(List<Unary> choice) {
    this.functions = choice;
    return this;
  }

  /// Adds functions with kinks and jumps: absolute value, maximum, comparison, choice.
  public RandomExpr withKinks() {
    this.kinks = true;
    return this;
  }

  /// Sets the type of all nodes; element-wise operations hold for any.
  public RandomExpr type(Type of) {
    this.type = of;
    return this;
  }

  /// A random expression.
  ///
  /// @param expr the expression
  /// @param params its symbols, whether they occur in it or not
  /// @param seed the seed of its points
  public record Sample(Expr expr, List<Expr> params, long seed) {
    /// A random point at which all parts of the expression are smooth and moderate, if one was
    /// found in 60 attempts; the same one at every call.
    public Optional<double[]> point() {
      return points(1).stream().findFirst();
    }

    /// Up to `count` such points.
    public List<double[]> points(int count) {
      SplittableRandom random = new SplittableRandom(seed);
      return IntStream.range(0, 60)
          .mapToObj(i -> params.stream().mapToDouble(p -> random.nextDouble(-1.5, 3)).toArray())
          .filter(this::isSmooth)
          .limit(count)
          .toList();
    }

    /// The value of the expression at a point.
    public double value(double... at) {
      return RandomExpr.value(expr, params, at);
    }

    /// The largest absolute value of any part of the expression at a point: the scale of rounding.
    public double scale(double... at) {
      return values(List.of(expr), params, at).values().stream()
          .mapToDouble(a -> Math.abs(a.get(0)))
          .max()
          .orElseThrow();
    }

    private boolean isSmooth(double[] at) {
      Map<Expr, Array> values = values(List.of(expr), params, at);
      return values.entrySet().stream().allMatch(v -> isSmooth(v.getKey(), v.getValue(), values));
    }

    private static boolean isSmooth(Expr e, Array value, Map<Expr, Array> values) {
      double y = value.get(0);
      boolean inside =
          switch (e.op()) {
            case Unary f -> f.domain().smoothAt(values.get(e.args().getFirst()).get(0), RADIUS);
            case Binary f -> isSmooth(f, operands(e, values), e.args().get(1).isConstant());
            case Flat.Compare _ -> {
              double[] x = operands(e, values);
              yield Math.abs(x[0] - x[1]) > RADIUS;
            }
            default -> true;
          };
      return inside && Math.abs(y) < LARGEST; // false for NaN
    }

    private static double[] operands(Expr e, Map<Expr, Array> values) {
      return e.args().stream().mapToDouble(x -> values.get(x).get(0)).toArray();
    }

    private static boolean isSmooth(Binary f, double[] x, boolean constant) {
      return switch (f) {
        case DIV -> Math.abs(x[1]) > RADIUS;
        case POW -> x[0] > RADIUS || x[0] < -RADIUS && constant && x[1] == Math.rint(x[1]);
        case MAX, MIN -> Math.abs(x[0] - x[1]) > RADIUS;
        case ATAN2, HYPOT -> Math.hypot(x[0], x[1]) > RADIUS;
      };
    }
  }

  /// The next expression.
  public Sample next() {
    List<Expr> params =
        IntStream.rangeClosed(1, symbols).mapToObj(i -> Expr.param("x" + i, type)).toList();
    List<Expr> pool = new ArrayList<>(params);
    for (int i = 0; i < steps; i++) {
      pool.add(grow(pool));
    }
    return new Sample(pool.getLast(), params, random.nextLong());
  }

  private Expr grow(List<Expr> pool) {
    Expr x = pick(pool);
    int kind = random.nextInt(kinks ? 14 : 10);
    return switch (kind) {
      case 0, 1 -> x.add(pick(pool));
      case 2 -> x.sub(pick(pool));
      case 3, 4 -> x.mul(pick(pool));
      case 5 -> x.div(pick(pool));
      case 6 -> random.nextBoolean() ? x.mul(number()) : x.add(number());
      case 7 -> random.nextInt(3) == 0 ? x.pow(pick(pool)) : x.pow(exponent());
      case 8, 9 -> x.apply(functions.get(random.nextInt(functions.size())));
      case 10 -> x.abs();
      case 11 -> random.nextBoolean() ? x.max(pick(pool)) : x.min(number());
      case 12 -> x.gt(pick(pool)).select(pick(pool), pick(pool));
      default -> x.gt(number()).mul(pick(pool));
    };
  }

  /// Recent nodes more often than old ones, so that the graph grows deep.
  private Expr pick(List<Expr> pool) {
    int n = pool.size();
    int recent = n - 1 - random.nextInt(Math.min(n, 3));
    return pool.get(random.nextInt(3) == 0 ? random.nextInt(n) : recent);
  }

  private double number() {
    return NUMBERS[random.nextInt(NUMBERS.length)];
  }

  private double exponent() {
    return EXPONENTS[random.nextInt(EXPONENTS.length)];
  }

  /// The value of an element-wise expression with the same number in every place of a parameter.
  public static double value(Expr e, List<Expr> params, double... at) {
    return values(List.of(e), params, at).get(e).get(0);
  }

  /// The values of all nodes below `roots`.
  public static Map<Expr, Array> values(List<Expr> roots, List<Expr> params, double... at) {
    Map<Expr, Array> values = new HashMap<>();
    for (int i = 0; i < params.size(); i++) {
      Type t = params.get(i).type();
      values.put(params.get(i), Array.full(t.dtype(), t.shape(), at[i]));
    }
    for (Expr e : Graph.nodes(roots)) {
      if (!values.containsKey(e) && e.op() instanceof Op.Single op) {
        values.put(e, op.eval(e.args().stream().map(values::get).toList()));
      }
    }
    return values;
  }
}
