package io.gradus.app.explain;

import io.gradus.app.html.Page;
import io.gradus.app.plot.Svg;
import java.util.List;
import java.util.stream.Collectors;

/// The ways to write a document down.
public enum Format {
  /// Lines for a terminal.
  TEXT,
  /// Markdown with TeX formulas.
  MD,
  /// A TeX document.
  TEX,
  /// A page that needs nothing else.
  HTML;

  /// The document in the language of `texts`.
  String write(Texts texts, String title, List<Block> blocks) {
    String body =
        heading(1, title) + blocks.stream().map(this::block).collect(Collectors.joining());
    return switch (this) {
      case TEXT, MD -> body;
      case TEX ->
          """
          %s
          \\documentclass{article}
          \\usepackage{amsmath,amssymb}
          %s
          \\setlength{\\parindent}{0pt}
          \\begin{document}
          %s\\end{document}
          """
              .formatted(texts.say("tex.engine"), texts.say("tex.preamble"), body);
      case HTML -> new Page(texts.language(), title, body).text();
    };
  }

  private String block(Block block) {
    return switch (block) {
      case Block.Heading(int level, String text) -> heading(level, text);
      case Block.Paragraph(String text) -> paragraph(text);
      case Block.Equations(List<Equation> lines) ->
          lines.stream().map(this::equation).collect(Collectors.joining());
    };
  }

  private String heading(int level, String text) {
    return switch (this) {
      case TEXT -> (level == 1 ? "" : "\n") + text + "\n";
      case MD -> "#".repeat(level) + " " + text + "\n\n";
      case TEX ->
          (level == 1 ? "\\section*{" : level == 2 ? "\\subsection*{" : "\\subsubsection*{")
              + prose(text)
              + "}\n";
      case HTML -> "<h%1$d>%2$s</h%1$d>\n".formatted(level, Svg.escape(text));
    };
  }

  private String paragraph(String text) {
    return switch (this) {
      case TEXT -> text + "\n";
      case MD -> text + "\n\n";
      case TEX -> "\\par " + prose(text) + "\n";
      case HTML -> "<p>" + Svg.escape(text) + "</p>\n";
    };
  }

  private String equation(Equation e) {
    return switch (this) {
      case TEXT -> "  " + e.text() + "\n";
      case MD -> "$$" + e.tex() + "$$\n\n";
      // Sums of many terms may be broken after a sign, as in a paragraph.
      case TEX -> "\\par$\\displaystyle " + e.tex() + "$\n";
      case HTML -> e.mathml();
    };
  }

  /// Text for TeX: letters outside of formulas that mean something to TeX, or that fonts lack.
  private static String prose(String text) {
    return text.codePoints()
        .mapToObj(c ->
            switch (c) {
              case '#', '$', '%', '&', '_', '{', '}' -> "\\" + Character.toString(c);
              case '\\' -> "\\textbackslash{}";
              case '^' -> "\\textasciicircum{}";
              case '~' -> "\\textasciitilde{}";
              case 'ℓ' -> "$\\ell$";
              case 'σ' -> "$\\sigma$";
              case 'η' -> "$\\eta$";
              case 0x2066 -> "\\textenglish{"; // text from left to right begins, and ends
              case 0x2069 -> "}";
              default -> Character.toString(c);
            })
        .collect(Collectors.joining());
  }
}
