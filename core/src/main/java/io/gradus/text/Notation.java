package io.gradus.text;

import io.gradus.graph.Expr;
import java.util.List;
import java.util.stream.Collectors;

/// The notations in which formulas are printed.
public enum Notation {
  /// Plain text that [Reader] reads back: `2*x*cos(x^2)`.
  TEXT,
  /// TeX for mathematics mode: `2 x \cos\left(x^{2}\right)`.
  TEX,
  /// Presentation MathML, a whole `math` element.
  MATHML,
  /// Wolfram input form: `2*x*Cos[x^2]`.
  WOLFRAM,
  /// A Java expression of type double: `2.0 * x * Math.cos(x * x)`.
  JAVA;

  /// The formula of an expression. What would be too long or too deep to read has its parts named
  /// in front: `t1 = …; t2 = …; t1*t2`.
  public String print(Expr e) {
    return joined(Printer.print(this, List.of(e), false));
  }

  /// The formulas with all parts that occur more than once named.
  public Listing withCse(List<Expr> roots) {
    return Printer.print(this, roots, true);
  }

  String write(Form form) {
    return switch (this) {
      case TEXT -> new TextWriter().write(form);
      case TEX -> new TexWriter().write(form);
      case MATHML -> MathmlWriter.document(new MathmlWriter().write(form));
      case WOLFRAM -> new WolframWriter().write(form);
      case JAVA -> new JavaWriter().write(form);
    };
  }

  /// The name of a part as it stands in this notation.
  String name(String name) {
    return switch (this) {
      case MATHML -> MathmlWriter.name(name);
      case TEXT, TEX, WOLFRAM, JAVA -> write(new Form.Name(name));
    };
  }

  /// One string from the named parts and the only formula.
  String joined(Listing listing) {
    String formula = listing.formulas().getFirst();
    if (listing.parts().isEmpty()) {
      return formula;
    }
    return switch (this) {
      case TEXT -> lines(listing, "", " = ", "; ") + formula;
      case WOLFRAM ->
          listing.parts().stream()
                  .map(Listing.Part::name)
                  .collect(Collectors.joining(", ", "Module[{", "}, "))
              + lines(listing, "", " = ", "; ")
              + formula
              + "]";
      case JAVA -> lines(listing, "double ", " = ", "; ") + formula;
      case TEX ->
          "\\begin{aligned}"
              + lines(listing, "", " &= ", " \\\\ ")
              + "& "
              + formula
              + "\\end{aligned}";
      case MATHML ->
          MathmlWriter.document(
              "<mtable columnalign=\"left\">"
                  + listing.parts().stream()
                      .map(p -> row(name(p.name()) + "<mo>=</mo>" + inner(p.formula())))
                      .collect(Collectors.joining())
                  + row(inner(formula))
                  + "</mtable>");
    };
  }

  private String lines(Listing listing, String before, String between, String after) {
    return listing.parts().stream()
        .map(p -> before + name(p.name()) + between + p.formula() + after)
        .collect(Collectors.joining());
  }

  private static String row(String content) {
    return "<mtr><mtd>" + content + "</mtd></mtr>";
  }

  /// The content of a `math` element.
  private static String inner(String document) {
    return document.substring(document.indexOf('>') + 1, document.lastIndexOf("</math>"));
  }
}
