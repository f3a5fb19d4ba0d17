package io.gradus.text;

import io.gradus.graph.Expr;
import java.util.List;
import java.util.Map;

/// Reads formulas: `exp(-x^2)`, `sin(x)*y` and Wolfram input form `Exp[-x^2]`, `Sin[x] y` in one
/// grammar.
///
/// | written | read as |
/// |---|---|
/// | `2x`, `x y`, `3sin(x)`, `(a+b)(c+d)` | products |
/// | `-x^2`, `x^-1`, `x^y^z`, `x**2` | −(x²), 1/x, x^(y^z), x² |
/// | `x/2 y` | (x/2)·y, as in Wolfram; `x/2y` is ambiguous |
/// | `sin(x)`, `Sin[x]`, `arcsin(x)`, `asin(x)`, `ArcSin[x]` | functions, in either brackets |
/// | `log(x)`, `Log[b, x]` | natural logarithm, logarithm to base b |
/// | `ArcTan[x, y]`, `atan2(y, x)` | the angle of the point (x, y) |
/// | `{a, b}`, `{{a, b}, {c, d}}`, `x.W`, `x[[1]]` | vector, matrix, dot product, element |
/// | `x > 0`, `0 < x < 1`, `a && b` | 1 where it holds, else 0 |
/// | `where(x > 0, a, b)`, `If[x > 0, a, b]`, `Piecewise[{{a, x > 0}}, b]` | a choice |
/// | `E`, `Pi`, `pi`, `π` | the constants; `I` is refused |
/// | `α`, `\[Alpha]`, `alpha` | one name |
/// | `x1`, `w11`, `x_1` | names; `x[1]` is `x_1`, `w[1,2]` is `w_1_2` |
/// | `f'[x]`, `Sin''[x]`, `D[f, x]` | derivatives |
/// | `t = x^2; t*exp(t)` | a formula with named parts |
/// | `f[z_, w_] := Exp[z.w]; f[x, y]`, `f(x) = x^2; f(3)` | functions of one's own |
/// | `1e-3`, `1.5*^-12` | numbers; `(* … *)` is a comment |
///
/// A lower-case `e` is a variable, but where every `e` of a text in round brackets is the base of a
/// power with a name in its exponent, as in `1/(1+e^(-x))`, it is Euler's number, unless the scope
/// knows a variable `e`. A name before a round bracket is a product if it stands elsewhere as a
/// variable or the text uses the square brackets of Wolfram; else `a(b+c)` is ambiguous. What is
/// ambiguous is refused with both readings.
///
/// Names are float64 scalars unless the scope says otherwise.
///
/// ```java
/// Parsed parsed = Reader.read("Sin[x] y + 2x^2");
/// Notation.TEX.print(parsed.expr()); // → \sin\left(x\right) y + 2 x^{2}
/// parsed.symbols().size(); // → 2
/// ```
public final class Reader {
  private Reader() {}

  /// Reads one formula on its own.
  ///
  /// @throws ReadException with one sentence if the text is not understood
  public static Parsed read(String text) {
    return read(text, new Scope());
  }

  /// Reads a formula in which some names have values.
  ///
  /// @throws ReadException with one sentence if the text is not understood
  public static Parsed read(String text, Map<String, Expr> known) {
    Scope scope = new Scope();
    known.forEach(scope::define);
    return read(text, scope);
  }

  /// Reads a formula among others.
  ///
  /// @throws ReadException with one sentence if the text is not understood
  public static Parsed read(String text, Scope scope) {
    return new Parser(text, scope).read();
  }

  /// Reads formulas that share their variables.
  ///
  /// @throws ReadException with one sentence if a text is not understood
  public static List<Parsed> read(List<String> texts, Scope scope) {
    return texts.stream().map(text -> read(text, scope)).toList();
  }
}
