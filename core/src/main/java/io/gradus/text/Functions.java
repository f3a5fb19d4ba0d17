package io.gradus.text;

import io.gradus.graph.Expr;
import io.gradus.op.Flat.Step;
import io.gradus.op.Pointwise;
import io.gradus.op.Pointwise.Binary;
import io.gradus.op.Pointwise.Unary;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/// The functions that formulas may call. Primitives come with their own names, in both habits; the
/// rest are compositions of primitives.
final class Functions {
  /// A function by name.
  ///
  /// @param min the least number of arguments
  /// @param max the largest number of arguments
  /// @param rule the value
  record Function(int min, int max, Rule rule) {}

  /// The value for arguments of the right number.
  interface Rule {
    Expr of(List<Value> args);
  }

  private static final int ANY = Integer.MAX_VALUE;
  private static final Map<String, Function> TABLE = new TreeMap<>();

  static {
    for (Unary f : Unary.values()) {
      unary(x -> x.apply(f), f.symbol(), f.wolfram());
    }
    for (Step f : Step.values()) {
      unary(x -> Expr.of(f, List.of(x)), f.symbol(), capital(f.symbol()));
    }
    for (Binary f : Binary.values()) {
      binary((x, y) -> binary(f, x, y), f.symbol());
    }
    aliases();
    compositions();
    arithmetic();
    lists();
  }

  private Functions() {}

  static Optional<Function> find(String name) {
    return Optional.ofNullable(TABLE.get(name));
  }

  /// The known name nearest to `name`, if any is near.
  static Optional<String> nearest(String name, List<String> more) {
    Map<String, Integer> distances = new HashMap<>();
    int reach = name.length() < 3 ? 0 : name.length() < 5 ? 1 : 2;
    TABLE.keySet().forEach(known -> distances.put(known, distance(name, known, reach)));
    more.forEach(known -> distances.put(known, distance(name, known, reach)));
    return distances.entrySet().stream()
        .filter(e -> e.getValue() <= reach)
        .min(
            Map.Entry.<String, Integer>comparingByValue()
                .thenComparing(e -> -common(name, e.getKey()))
                .thenComparing(e -> e.getKey().length())
                .thenComparing(Map.Entry::getKey))
        .map(Map.Entry::getKey);
  }

  /// The number of letters with which both begin.
  private static int common(String a, String b) {
    int i = 0;
    while (i < Math.min(a.length(), b.length()) && a.charAt(i) == b.charAt(i)) {
      i++;
    }
    return i;
  }

  private static void put(int min, int max, Rule rule, String... names) {
    for (String name : names) {
      TABLE.put(name, new Function(min, max, rule));
    }
  }

  private static void unary(UnaryOperator<Expr> f, String... names) {
    put(1, 1, args -> f.apply(args.getFirst().expr()), names);
  }

  private static void binary(BinaryOperator<Expr> f, String... names) {
    put(2, 2, args -> f.apply(args.get(0).expr(), args.get(1).expr()), names);
  }

  private static void fold(BinaryOperator<Expr> f, String... names) {
    put(1, ANY, args -> args.stream().map(Value::expr).reduce(f).orElseThrow(), names);
  }

  private static void alias(String known, String... names) {
    for (String name : names) {
      TABLE.put(name, TABLE.get(known));
    }
  }

  private static Expr binary(Binary f, Expr x, Expr y) {
    return switch (f) {
      case DIV -> x.div(y);
      case POW -> x.pow(y);
      case MAX -> x.max(y);
      case MIN -> x.min(y);
      case ATAN2 -> x.atan2(y);
      case HYPOT -> x.hypot(y);
    };
  }

  private static void aliases() {
    for (String f : List.of("sin", "cos", "tan")) {
      alias("a" + f, "arc" + f);
      alias("a" + f + "h", "arc" + f + "h", "ar" + f + "h");
    }
    alias("log", "ln");
    alias("logistic", "sigmoid", "Logistic", "Sigmoid");
    alias("sign", "sgn");
    alias("atan2", "arctan2");
    alias("abs", "RealAbs");
  }

  private static void compositions() {
    unary(x -> x.cos().reciprocal(), "sec", "Sec");
    unary(x -> x.sin().reciprocal(), "csc", "Csc", "cosec");
    unary(x -> x.apply(Unary.TAN).reciprocal(), "cot", "Cot", "cotan");
    unary(x -> x.cosh().reciprocal(), "sech", "Sech");
    unary(x -> x.sinh().reciprocal(), "csch", "Csch", "cosech");
    unary(x -> x.tanh().reciprocal(), "coth", "Coth");
    inverse(Unary.ACOS, "sec");
    inverse(Unary.ASIN, "csc");
    inverse(Unary.ATAN, "cot");
    inverse(Unary.ACOSH, "sech");
    inverse(Unary.ASINH, "csch");
    inverse(Unary.ATANH, "coth");
    unary(x -> x.log().div(x.like(2).log()), "log2", "Log2");
    unary(x -> x.log().div(x.like(10).log()), "log10", "Log10");
    unary(x -> x.max(0), "relu", "ReLU", "Ramp");
    unary(x -> x.ge(x.zeros()), "UnitStep", "heaviside", "HeavisideTheta");
    unary(x -> x.neg().floor().neg(), "ceil", "Ceiling");
    unary(x -> x, "Boole", "N", "Identity");
    put(1, 2, Functions::polygamma, "PolyGamma", "polygamma", "digamma");
    alias("lgamma", "loggamma", "lngamma");
    put(1, 2, Functions::log, "log", "Log");
    put(1, 2, Functions::angle, "ArcTan");
    binary(Functions::surd, "Surd");
    binary((x, n) -> x.sub(n.mul(x.div(n).floor())), "mod", "Mod");
  }

  /// The inverse of 1/f is the inverse of f at 1/x.
  private static void inverse(Unary of, String name) {
    unary(
        x -> x.reciprocal().apply(of),
        "a" + name,
        "arc" + name,
        "ar" + name,
        "Arc" + capital(name));
  }

  private static void arithmetic() {
    fold(Expr::add, "Plus");
    fold(Expr::mul, "Times");
    fold(Expr::max, "max", "Max");
    fold(Expr::min, "min", "Min");
    fold(Expr::and, "And");
    fold(Expr::max, "Or");
    unary(x -> x.eq(0), "Not");
    unary(Expr::neg, "neg", "Minus");
    binary(Expr::sub, "Subtract");
    binary(Expr::div, "Divide", "Rational");
    binary(Expr::pow, "Power");
    binary(Expr::gt, "Greater");
    binary(Expr::ge, "GreaterEqual");
    binary((x, y) -> y.gt(x), "Less");
    binary((x, y) -> y.ge(x), "LessEqual");
    binary(Expr::eq, "Equal");
    put(3, 3, args -> choice(args), "where", "If", "if");
    put(1, 2, Functions::piecewise, "Piecewise");
  }

  private static void lists() {
    put(1, ANY, args -> Expr.stack(args.stream().map(Value::expr).toList()), "List");
    fold(Expr::dot, "Dot", "dot");
    unary(Expr::transpose, "Transpose", "transpose");
    unary(Expr::sum, "sum", "Sum", "Total");
    unary(Expr::mean, "mean", "Mean");
    unary(x -> x.square().sum().sqrt(), "norm", "Norm");
  }

  private static Expr log(List<Value> args) {
    Expr last = args.getLast().expr().log();
    return args.size() == 1 ? last : last.div(args.getFirst().expr().log());
  }

  /// `digamma(x)` or `polygamma(n, x)`.
  private static Expr polygamma(List<Value> args) {
    double order = args.size() == 1 ? 0 : args.getFirst().expr().number().orElse(-1.0);
    if (order != Math.rint(order) || order < 0) {
      throw new IllegalArgumentException("'PolyGamma' needs a whole number as its order");
    }
    return Expr.of(new Pointwise.Polygamma((int) order), List.of(args.getLast().expr()));
  }

  private static Expr angle(List<Value> args) {
    return args.size() == 1
        ? args.getFirst().expr().apply(Unary.ATAN)
        : args.get(1).expr().atan2(args.get(0).expr());
  }

  /// The real root: odd ones exist on the whole line.
  private static Expr surd(Expr x, Expr n) {
    double order = n.number().orElse(0.5);
    if (order != Math.rint(order) || order < 1) {
      throw new IllegalArgumentException("'Surd' needs a positive whole number as its order");
    }
    if (order == 3) {
      return x.apply(Unary.CBRT);
    }
    return order % 2 == 0 || order == 1 ? x.pow(1 / order) : x.sign().mul(x.abs().pow(1 / order));
  }

  private static Expr choice(List<Value> args) {
    return args.get(0).expr().select(args.get(1).expr(), args.get(2).expr());
  }

  private static Expr piecewise(List<Value> args) {
    List<Value> cases = args.getFirst().items();
    boolean pairs = !cases.isEmpty() && cases.stream().allMatch(c -> c.items().size() == 2);
    if (!pairs) {
      throw new IllegalArgumentException(
          "'Piecewise' needs pairs of value and condition: Piecewise[{{a, x > 0}}, b]");
    }
    Expr first = cases.getFirst().items().getFirst().expr();
    Expr rest = args.size() == 2 ? args.get(1).expr() : first.zeros();
    for (Value pair : cases.reversed()) {
      rest = pair.items().get(1).expr().select(pair.items().getFirst().expr(), rest);
    }
    return rest;
  }

  private static String capital(String name) {
    return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
  }

  /// The number of letters to insert, remove, replace or swap; `reach + 1` if there are more. Case
  /// does not count for whole words.
  private static int distance(String a, String b, int reach) {
    if (Math.abs(a.length() - b.length()) > reach) {
      return reach + 1;
    }
    if (a.equalsIgnoreCase(b)) {
      return 0;
    }
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int replace = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        d[i][j] = Math.min(replace, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
