package io.gradus.text;

import io.gradus.graph.Expr;
import io.gradus.graph.Rational;
import io.gradus.graph.Type;
import io.gradus.op.Bilinear;
import io.gradus.op.Control;
import io.gradus.op.Flat;
import io.gradus.op.Indexed;
import io.gradus.op.Linear;
import io.gradus.op.Move;
import io.gradus.op.Pointwise;
import io.gradus.op.Pointwise.Binary;
import io.gradus.op.Pointwise.Unary;
import io.gradus.op.Structured;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Builds the display form of an expression. It keeps the order of the nodes but writes chains of
/// sums flat, pulls signs to the front of terms and gathers divisors in one fraction.
///
/// Recursion goes as deep as the formula, which [Printer] bounds by naming parts.
final class Forms {
  private final Map<Expr, String> names;
  private final ArrayForms arrays = new ArrayForms(this);

  /// @param names the names of parameters and of parts that are written by name
  Forms(Map<Expr, String> names) {
    this.names = names;
  }

  /// The form of an expression, by name if it has one.
  Form of(Expr e) {
    return signed(e).whole();
  }

  /// The form of an expression that has a name, written out.
  Form definition(Expr e) {
    return open(e).whole();
  }

  boolean isNamed(Expr e) {
    return names.containsKey(e);
  }

  /// A form and the sign in front of it.
  private record Signed(boolean minus, Form form) {
    Form whole() {
      return minus ? new Form.Sum(List.of(new Form.Term(true, form))) : form;
    }
  }

  private static Signed plus(Form form) {
    return new Signed(false, form);
  }

  private Signed signed(Expr node) {
    Expr e = names.containsKey(node) ? node : seen(node);
    return names.containsKey(e) ? plus(new Form.Name(names.get(e))) : open(e);
  }

  private Signed open(Expr e) {
    return switch (e.op()) {
      case Pointwise p -> pointwise(p, e);
      case Linear l -> linear(l, e);
      case Bilinear b ->
          switch (b) {
            case Bilinear.Mul _ -> product(e);
            case Bilinear.Contract c -> plus(arrays.contraction(c, e));
          };
      case Structured s -> plus(arrays.structured(s, e));
      case Flat f -> flat(f, e);
      case Control c ->
          plus(
              switch (c) {
                case Control.Call call -> new Form.Apply(Head.named(call.label()), args(e));
                case Control.Cond _ -> new Form.Apply(Head.named("cond"), args(e));
                case Control.Scan scan -> arrays.tensor("scan", e, "steps=" + scan.length());
                case Control.Item item -> item(item, e.args().getFirst());
              });
    };
  }

  List<Form> args(Expr e) {
    return e.args().stream().map(this::of).toList();
  }

  private Form item(Control.Item item, Expr of) {
    return of.types().size() == 1 ? of(of) : new Form.Element(of(of), List.of(item.index()));
  }

  // Broadcasting that goes without saying is not written.

  /// The node to write for `e`: its operand, if `e` only stretches it as NumPy would.
  static Expr seen(Expr e) {
    Expr x = e;
    while (x.op() instanceof Move.Broadcast b && isImplied(b, x.args().getFirst())) {
      x = x.args().getFirst();
    }
    return x;
  }

  private static boolean isImplied(Move.Broadcast b, Expr x) {
    for (int i = 0; i < b.axes().size(); i++) {
      if (!b.axes().contains(i)) {
        return x.shape().isScalar();
      }
    }
    return true;
  }

  // Sums and products

  private Signed linear(Linear op, Expr e) {
    Expr x = e.args().getFirst();
    return switch (op) {
      case Linear.Add _ -> plus(sum(e));
      case Linear.Neg _ -> product(e);
      case Linear.Select _ ->
          plus(new Form.Cases(condition(x), of(e.args().get(1)), of(e.args().get(2))));
      case Move.Permute p ->
          plus(
              p.order().equals(List.of(1, 0))
                  ? new Form.Transposed(of(x))
                  : arrays.tensor("transpose", e, p.order().toString()));
      case Move.Reshape r -> plus(arrays.reshape(r, e));
      case Move.Concat c -> plus(arrays.concat(c, e));
      case Linear.Sum s -> plus(arrays.reduction("sum", s.axes(), e));
      case Move.Broadcast b -> plus(arrays.tensor("broadcast", e, b.to().toString()));
      case Move.Pad p -> plus(arrays.tensor("pad", e, p.before().toString(), p.after().toString()));
      case Move.Slice s ->
          plus(arrays.tensor("slice", e, s.start().toString(), s.size().toString()));
      case Indexed i -> plus(arrays.indexed(i, e));
      case Linear.Cast c -> plus(arrays.tensor(c.to().text(), e));
      case Linear.CumSum c ->
          plus(
              c.fromBack()
                  ? arrays.tensor("cumsum", e, "axis=" + c.axis(), "reverse")
                  : arrays.tensor("cumsum", e, "axis=" + c.axis()));
    };
  }

  private record Part(Expr e, boolean turned) {}

  private Form sum(Expr root) {
    List<Form.Term> terms = new ArrayList<>();
    Deque<Part> open = new ArrayDeque<>();
    open.push(new Part(root, false));
    while (!open.isEmpty()) {
      Part part = open.pop();
      Expr e = seen(part.e());
      boolean inside = e == root || !names.containsKey(e);
      if (inside && e.op() instanceof Linear.Add && !part.turned()) {
        open.push(new Part(e.args().get(1), false));
        open.push(new Part(e.args().get(0), false));
      } else if (inside && e.op() instanceof Linear.Neg) {
        open.push(new Part(e.args().getFirst(), !part.turned()));
      } else {
        Signed term = signed(e);
        terms.add(new Form.Term(term.minus() != part.turned(), term.form()));
      }
    }
    return new Form.Sum(terms);
  }

  /// Products, quotients, reciprocals and negations below one another are one fraction.
  private Signed product(Expr root) {
    List<Form> above = new ArrayList<>();
    List<Form> below = new ArrayList<>();
    boolean minus = false;
    Deque<Part> open = new ArrayDeque<>();
    open.push(new Part(root, false));
    while (!open.isEmpty()) {
      Part part = open.pop();
      Expr e = seen(part.e());
      List<Expr> args = e.args();
      boolean inside = e == root || !names.containsKey(e);
      if (inside && (e.op() instanceof Bilinear.Mul || e.op() == Binary.DIV)) {
        open.push(new Part(args.get(1), part.turned() != (e.op() == Binary.DIV)));
        open.push(new Part(args.get(0), part.turned()));
      } else if (inside && e.op() == Unary.RECIPROCAL) {
        open.push(new Part(args.getFirst(), !part.turned()));
      } else if (inside && e.op() instanceof Linear.Neg) {
        minus = !minus;
        open.push(new Part(args.getFirst(), part.turned()));
      } else if (inside && e.op() instanceof Flat.Fill f && !Double.isNaN(f.value())) {
        minus ^= isNegative(f.value());
        factor(f, part.turned() ? below : above, part.turned() ? above : below);
      } else if (inside && e.op() == Binary.POW && negative(args.get(1)).isPresent()) {
        Expr positive = args.get(1).like(negative(args.get(1)).get());
        Form base = of(args.getFirst());
        Form power = positive.isNumber(1) ? base : new Form.Power(base, of(positive));
        (part.turned() ? above : below).add(power);
      } else {
        Signed factor = signed(e);
        minus ^= factor.minus();
        (part.turned() ? below : above).add(factor.form());
      }
    }
    Form top = joined(above);
    return new Signed(minus, below.isEmpty() ? top : new Form.Fraction(top, joined(below)));
  }

  private static boolean isNegative(double v) {
    return v < 0 || 1 / v < 0;
  }

  /// The positive exponent, if `y` is a negative number.
  private static Optional<Double> negative(Expr y) {
    return y.number().filter(v -> v < 0 && Double.isFinite(v)).map(v -> -v);
  }

  private static Form joined(List<Form> factors) {
    return switch (factors.size()) {
      case 0 -> Numerals.whole(1);
      case 1 -> factors.getFirst();
      default -> new Form.Product(List.copyOf(factors));
    };
  }

  private static void factor(Flat.Fill f, List<Form> above, List<Form> below) {
    double v = Math.abs(f.value());
    Optional<Rational> r = Numerals.fraction(v, f.type().dtype());
    if (r.isPresent()) {
      if (r.get().num() != 1) {
        above.add(Numerals.whole(r.get().num()));
      }
      if (r.get().den() != 1) {
        below.add(Numerals.whole(r.get().den()));
      }
    } else {
      above.add(magnitude(v, f.type()));
    }
  }

  private static Form magnitude(double v, Type type) {
    return Double.isInfinite(v)
        ? new Form.Constant("Infinity")
        : Double.isNaN(v) ? new Form.Constant("NaN") : Numerals.decimal(v, type.dtype());
  }

  /// The form of a number.
  static Form number(double value, Type type) {
    return signed(value, type).whole();
  }

  private static Signed signed(double value, Type type) {
    double v = Math.abs(value);
    Form form =
        Numerals.fraction(v, type.dtype())
            .filter(f -> f.den() != 1)
            .<Form>map(f -> new Form.Fraction(Numerals.whole(f.num()), Numerals.whole(f.den())))
            .orElseGet(() -> magnitude(v, type));
    return new Signed(isNegative(value), form);
  }

  // Functions

  private Signed pointwise(Pointwise op, Expr e) {
    Expr x = e.args().getFirst();
    return switch (op) {
      case Unary.SQUARE -> plus(new Form.Power(of(x), Numerals.whole(2)));
      case Unary.RECIPROCAL, Binary.DIV -> product(e);
      case Unary.SQRT -> plus(new Form.Root(2, of(x)));
      case Unary.CBRT -> plus(new Form.Root(3, of(x)));
      case Unary.EXP -> plus(new Form.Exponential(of(x)));
      case Unary.ABS -> plus(new Form.Bars(false, of(x)));
      case Unary u -> plus(new Form.Apply(Head.of(u), args(e)));
      case Binary.POW ->
          negative(e.args().get(1)).isPresent()
              ? product(e)
              : plus(new Form.Power(of(x), of(e.args().get(1))));
      case Binary b -> plus(new Form.Apply(Head.of(b), args(e)));
      case Pointwise.Polygamma(int n) ->
          plus(
              n == 0
                  ? new Form.Apply(Head.DIGAMMA, args(e))
                  : new Form.Apply(Head.POLYGAMMA, List.of(Numerals.whole(n), of(x))));
    };
  }

  private Signed flat(Flat op, Expr e) {
    return switch (op) {
      case Flat.Param p -> plus(new Form.Name(p.name()));
      case Flat.Fill f -> signed(f.value(), f.type());
      case Flat.Named n -> plus(new Form.Constant(n.name()));
      case Flat.Constant c -> plus(arrays.constant(c.array()));
      case Flat.Iota i ->
          plus(arrays.tensor("iota", e, i.type().shape().toString(), "axis=" + i.axis()));
      case Flat.Compare c -> plus(new Form.Truth(relation(c, e)));
      case Flat.Step.FLOOR -> plus(new Form.Bars(true, of(e.args().getFirst())));
      case Flat.Step s -> plus(new Form.Apply(Head.of(s), args(e)));
      case Flat.ArgMax a -> plus(arrays.tensor("argmax", e, "axis=" + a.axis()));
      case Flat.ArgSort a -> plus(arrays.tensor("argsort", e, "axis=" + a.axis()));
    };
  }

  /// The condition that a mask is not 0.
  private Form condition(Expr mask) {
    Expr e = seen(mask);
    boolean named = names.containsKey(e);
    if (!named && e.op() instanceof Flat.Compare c) {
      return relation(c, e);
    }
    if (!named && e.op() instanceof Bilinear.Mul && e.args().stream().allMatch(Forms::isMask)) {
      return new Form.All(e.args().stream().map(this::condition).toList());
    }
    return new Form.Relation(Form.Sign.NOT_EQUAL, of(e), Numerals.whole(0));
  }

  private static boolean isMask(Expr e) {
    Expr x = seen(e);
    while (x.op() instanceof Bilinear.Mul) {
      if (!(seen(x.args().get(1)).op() instanceof Flat.Compare)) {
        return false;
      }
      x = seen(x.args().getFirst());
    }
    return x.op() instanceof Flat.Compare;
  }

  private Form relation(Flat.Compare op, Expr e) {
    Expr x = seen(e.args().get(0));
    Expr y = seen(e.args().get(1));
    boolean negated = op == Flat.Compare.EQUAL && y.isZero() && x.op() == Flat.Compare.EQUAL;
    if (negated && !names.containsKey(x)) {
      return new Form.Relation(Form.Sign.NOT_EQUAL, of(x.args().get(0)), of(x.args().get(1)));
    }
    Form.Sign sign =
        switch (op) {
          case GREATER -> Form.Sign.GREATER;
          case GREATER_EQUAL -> Form.Sign.GREATER_EQUAL;
          case EQUAL -> Form.Sign.EQUAL;
        };
    return new Form.Relation(sign, of(x), of(y));
  }
}
