package io.gradus.app.explain;

import io.gradus.app.html.Page;
import io.gradus.app.plot.Svg;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.stream.Collectors;

/// The ways to write an explanation down.
public enum Format {
  /// Lines for a terminal.
  TEXT,
  /// Markdown with TeX formulas.
  MD,
  /// A TeX document.
  TEX,
  /// A page that needs nothing else.
  HTML;

  /// The languages that there are texts in.
  public static final List<String> LANGUAGES = List.of("en", "ru", "fa");

  /// The whole explanation: the calculation, then the derivation without numbers.
  ///
  /// @param language one of [#LANGUAGES]
  public String write(Backpropagation b, String language) {
    // Each language has a bundle of its own: the locale of the machine must not decide.
    Locale locale = Locale.of(language);
    ResourceBundle texts = ResourceBundle.getBundle("io.gradus.app.explain.texts", locale);
    StringBuilder body = new StringBuilder();
    body.append(heading(1, texts.getString("title")));
    body.append(
        sentence(
            filled(
                texts,
                "input",
                numbers(b.input()),
                numbers(b.target()),
                Symbol.number(b.rate()).text())));
    body.append(heading(2, texts.getString("calculation")));
    for (Step.Section section : Script.of(b)) {
      body.append(heading(3, filled(texts, section.title(), section.layer())));
      body.append(equations(section.steps().stream().map(Step::equation).toList()));
    }
    body.append(heading(2, texts.getString("general")));
    for (Derivation part : Derivation.of(b.net(), b.target())) {
      body.append(sentence(filled(texts, part.key(), part.arguments().toArray())));
      body.append(equations(part.equations()));
    }
    return document(texts, language, body.toString());
  }

  private static String numbers(double[] values) {
    return Arrays.stream(values)
        .mapToObj(x -> Symbol.number(x).text())
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private static String filled(ResourceBundle texts, String key, Object... arguments) {
    String text = texts.getString(key);
    for (int i = 0; i < arguments.length; i++) {
      text = text.replace("{" + i + "}", String.valueOf(arguments[i]));
    }
    return text;
  }

  private String heading(int level, String text) {
    return switch (this) {
      case TEXT -> (level == 1 ? "" : "\n") + text + "\n";
      case MD -> "#".repeat(level) + " " + text + "\n\n";
      case TEX ->
          (level == 1 ? "\\section*{" : level == 2 ? "\\subsection*{" : "\\subsubsection*{")
              + text
              + "}\n";
      case HTML -> "<h%1$d>%2$s</h%1$d>\n".formatted(level, Svg.escape(text));
    };
  }

  private String sentence(String text) {
    return switch (this) {
      case TEXT -> text + "\n";
      case MD -> text + "\n\n";
      case TEX -> text.replace("ℓ", "$\\ell$") + "\n";
      case HTML -> "<p>" + Svg.escape(text) + "</p>\n";
    };
  }

  private String equations(List<Symbol> equations) {
    return equations.stream().map(this::equation).collect(Collectors.joining());
  }

  private String equation(Symbol e) {
    return switch (this) {
      case TEXT -> "  " + e.text() + "\n";
      case MD -> "$$" + e.tex() + "$$\n\n";
      // Sums of many terms may be broken after a sign, as in a paragraph.
      case TEX -> "\\par\\noindent$\\displaystyle " + e.tex() + "$\n";
      case HTML ->
          "<div class=\"scroll\" dir=\"ltr\"><math xmlns=\"http://www.w3.org/1998/Math/MathML\""
              + " display=\"block\"><mrow>"
              + e.mathml()
              + "</mrow></math></div>\n";
    };
  }

  private String document(ResourceBundle texts, String language, String body) {
    return switch (this) {
      case TEXT, MD -> body;
      case TEX ->
          """
          \\documentclass{article}
          \\usepackage{amsmath}
          %s
          \\begin{document}
          %s\\end{document}
          """
              .formatted(texts.getString("tex"), body);
      case HTML -> new Page(language, texts.getString("title"), body).text();
    };
  }
}
