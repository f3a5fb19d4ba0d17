package io.gradus.app.explain;

import io.gradus.array.Array;
import io.gradus.eval.Interpreter;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import io.gradus.text.Notation;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A formula over quantities. It is printed once with places, and symbols or numbers are put into
/// the places.
///
/// @param of the quantities
/// @param places a parameter for each of them
/// @param expr the formula over the parameters
public record Formula(List<Quantity> of, List<Expr> places, Expr expr) {
  // Names of places are characters for private use, which no formula contains.
  private static final int FIRST = 0xE000;
  private static final String PLACE = "[\uE000-\uF8FF]";

  private static final Pattern ANYWHERE = Pattern.compile(PLACE);
  // A place that is all of the formula, an argument or an exponent needs no brackets.
  private static final Pattern ENCLOSED =
      Pattern.compile("(?<=^|[({]|, |[(,]</mo>)" + PLACE + "(?=$|[)},]|\\\\right|<mo>[),])");

  /// The formula that a function of scalars builds.
  static Formula of(List<Quantity> quantities, Function<List<Expr>, Expr> build) {
    List<Expr> places =
        IntStream.range(0, quantities.size())
            .mapToObj(i -> Expr.param(Character.toString(FIRST + i), Type.f64()))
            .toList();
    return new Formula(quantities, places, build.apply(places));
  }

  /// The value for the numbers of the quantities.
  double value() {
    return value(Quantity::value);
  }

  /// The value for other numbers.
  double value(ToDoubleFunction<Quantity> number) {
    List<Array> args = of.stream().map(q -> Array.of(number.applyAsDouble(q))).toList();
    return Interpreter.run(new Graph(places, List.of(expr)), args).getFirst().item();
  }

  /// The numbers that stand in the formula itself.
  Stream<Expr> numbers() {
    return Graph.nodes(List.of(expr)).stream().filter(e -> e.number().isPresent());
  }

  /// The formula with another number for one of its own.
  Formula with(Expr number, double other) {
    Map<Expr, Expr> change = Map.of(number, number.like(other));
    return new Formula(of, places, Graph.substitute(List.of(expr), change).getFirst());
  }

  /// The formula in symbols.
  public Symbol symbols() {
    return filled(Quantity::symbol, false);
  }

  /// The formula with numbers put in.
  public Symbol substitution() {
    return filled(q -> Symbol.number(q.value()), true);
  }

  private Symbol filled(Function<Quantity, Symbol> content, boolean numbers) {
    String tex = Notation.TEX.print(expr);
    String document = Notation.MATHML.print(expr);
    String mathml =
        document
            .substring(document.indexOf('>') + 1, document.lastIndexOf("</math>"))
            .replaceAll("<mi[^>]*>(" + PLACE + ")</mi>", "$1");
    if (numbers) { // which need a sign between them
      tex = tex.replaceAll("(?<=" + PLACE + "|\\d) (?=" + PLACE + ")", " \\\\cdot ");
      mathml = mathml.replace("&#x2062;", "·");
    }
    return new Symbol(
        put(Notation.TEXT.print(expr), numbers, content, Symbol::text),
        put(tex, numbers, content, Symbol::tex),
        put(mathml, numbers, content, Symbol::mathml));
  }

  private String put(
      String printed,
      boolean numbers,
      Function<Quantity, Symbol> content,
      Function<Symbol, String> notation) {
    return ANYWHERE
        .matcher(printed)
        .replaceAll(match -> {
          Symbol symbol = content.apply(of.get(match.group().charAt(0) - FIRST));
          boolean alone =
              ENCLOSED
                  .matcher(printed)
                  .region(match.start(), match.end())
                  .useTransparentBounds(true)
                  .useAnchoringBounds(false)
                  .matches();
          boolean raised =
              printed.startsWith("^", match.end())
                  || printed.substring(0, match.start()).endsWith("<msup>");
          Symbol shown =
              numbers ? alone ? symbol : symbol.factor() : raised ? symbol.base() : symbol;
          return Matcher.quoteReplacement(notation.apply(shown));
        });
  }
}
