package io.gradus.app.explain;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/// An equation of two or more sides.
///
/// @param sides the sides in order
record Equation(List<Symbol> sides) {
  static Equation of(Symbol... sides) {
    return new Equation(List.of(sides));
  }

  /// The equation as plain text.
  String text() {
    return joined(Symbol::text);
  }

  /// The equation as TeX for mathematics mode.
  String tex() {
    return joined(Symbol::tex);
  }

  /// The equation as MathML, a formula for each side, so that a page can break it between them.
  String mathml() {
    StringBuilder html = new StringBuilder("<div class=\"equation\" dir=\"ltr\">");
    for (int i = 0; i < sides.size(); i++) {
      html.append("<span class=\"scroll\"><math xmlns=\"http://www.w3.org/1998/Math/MathML\"");
      html.append(" displaystyle=\"true\"><mrow>")
          .append(i == 0 ? "" : "<mo form=\"infix\">=</mo>");
      html.append(sides.get(i).mathml()).append("</mrow></math></span>");
    }
    return html.append("</div>\n").toString();
  }

  private String joined(Function<Symbol, String> notation) {
    return sides.stream().map(notation).collect(Collectors.joining(" = "));
  }
}
