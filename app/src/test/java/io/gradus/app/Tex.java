package io.gradus.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.scilab.forge.jlatexmath.TeXFormula;

/// Checks TeX without running TeX: commands are those of a closed list, groups, fences and
/// environments nest, rows have their columns, scripts are single, and JLaTeXMath reads every
/// formula.
public final class Tex {
  private static final Pattern TOKEN =
      Pattern.compile("\\\\([A-Za-z]+\\*?|.)|[^\\s]", Pattern.DOTALL);
  private static final Pattern ENVIRONMENT =
      Pattern.compile("\\\\(begin|end)\\{([a-z]+)}(?:\\{([lcr]+)})?");

  // LaTeX and amsmath, as far as formulas use them.
  private static final Set<String> MATH =
      Set.of(
          ("left right frac sqrt partial begin end text mathrm operatorname boxed underline hspace"
                  + " displaystyle dot bar ddot hat tilde cdot odot top sum land lfloor rfloor le ge ne"
                  + " infty pi ell eta delta theta alpha beta gamma lambda mu sigma omega phi Gamma Omega"
                  + " psi ln exp sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth"
                  + " max min log gcd det")
              .split(" "));
  private static final Set<String> PROSE =
      Set.of(
          ("section* subsection* subsubsection* par textenglish textbackslash textasciicircum"
                  + " textasciitilde")
              .split(" "));

  private static final long WIDEST = 10; // columns of a matrix of amsmath

  private Tex() {}

  /// Checks a document.
  ///
  /// @param letters the letters of its language, as a regular expression
  public static void document(String tex, String letters) {
    assertThat(tex).startsWith("% Compile with ");
    String body = between(tex, "\\begin{document}", "\\end{document}");
    String[] parts = body.split("(?<!\\\\)\\$", -1);
    assertThat(parts.length % 2).as("signs $ in " + tex).isOne();
    StringBuilder prose = new StringBuilder();
    for (int i = 0; i < parts.length; i++) {
      if (i % 2 == 0) {
        prose.append(parts[i]);
      } else {
        formula(parts[i]);
      }
    }
    prose(prose.toString(), letters);
  }

  private static String between(String text, String from, String to) {
    assertThat(text).containsOnlyOnce(from).containsOnlyOnce(to);
    return text.substring(text.indexOf(from) + from.length(), text.indexOf(to));
  }

  private static void prose(String text, String letters) {
    int depth = 0;
    Matcher m = TOKEN.matcher(text);
    while (m.find()) {
      String command = m.group(1);
      if (command != null) {
        assertThat(PROSE.contains(command) || "#%&_{}$".contains(command)).as(m.group()).isTrue();
      } else {
        assertThat(m.group()).as(text).matches("[!-~&&[^#%&_^~\\\\$]]|" + letters);
        depth += m.group().equals("{") ? 1 : m.group().equals("}") ? -1 : 0;
        assertThat(depth).as(text).isNotNegative();
      }
    }
    assertThat(depth).as(text).isZero();
  }

  /// Checks a formula.
  public static void formula(String tex) {
    assertThat(tex).matches("\\p{ASCII}*").isNotBlank();
    nests(tex);
    columns(tex);
    assertThat(new TeXFormula(tex)).isNotNull(); // or an exception says what is wrong
  }

  /// What is open: braces, fences and environments, and the scripts of the last atom in each.
  private static final class Open {
    final String what;
    String scripts = "";
    boolean argument;

    Open(String what) {
      this.what = what;
    }
  }

  private static void nests(String tex) {
    Deque<Open> open = new ArrayDeque<>(List.of(new Open("")));
    Matcher m = TOKEN.matcher(tex.replaceAll(ENVIRONMENT.pattern(), "\\\\$1 $2 "));
    while (m.find()) {
      String token = m.group();
      if (m.group(1) != null && m.group(1).matches("[A-Za-z]+\\*?")) {
        assertThat(MATH.contains(m.group(1))).as(token + " in " + tex).isTrue();
      } else {
        assertThat(token).as(tex).matches("\\\\[\\\\ ,;{}_&#%$|]|[^#%$~\\\\]");
      }
      Open top = open.peek();
      switch (token) {
        case "^", "_" -> {
          assertThat(top.scripts).as("scripts in " + tex).doesNotContain(token);
          top.scripts += token;
          top.argument = true;
        }
        case "{", "\\left", "\\begin" -> {
          atom(top);
          open.push(new Open(token));
        }
        case "}", "\\right", "\\end" -> {
          String begin = token.equals("}") ? "{" : token.equals("\\right") ? "\\left" : "\\begin";
          assertThat(open.pop().what).as(tex).isEqualTo(begin);
        }
        default -> atom(top);
      }
    }
    assertThat(open).as(tex).hasSize(1);
  }

  /// An atom is the argument of a script, or has none yet.
  private static void atom(Open in) {
    in.scripts = in.argument ? in.scripts : "";
    in.argument = false;
  }

  /// Rows of the innermost environments, which are taken out one after the other.
  private static void columns(String tex) {
    Pattern innermost =
        Pattern.compile(
            "\\\\begin\\{([a-z]+)}(?:\\{([lcr]+)})?((?:(?!\\\\begin).)*?)\\\\end\\{\\1}",
            Pattern.DOTALL);
    String rest = tex.replace("\\&", "");
    for (Matcher m = innermost.matcher(rest); m.find(); m = innermost.matcher(rest)) {
      assertThat(m.group(1)).isIn("pmatrix", "cases", "array");
      String rows = m.group(3).strip().replaceAll("\\\\\\\\$", "");
      long[] counts =
          Pattern.compile("\\\\\\\\").splitAsStream(rows).mapToLong(Tex::cells).toArray();
      long want = m.group(2) == null ? counts[0] : m.group(2).length();
      assertThat(counts).as(m.group()).containsOnly(want);
      assertThat(m.group(1).equals("pmatrix") && want > WIDEST).as(m.group()).isFalse();
      rest = rest.substring(0, m.start()) + "x" + rest.substring(m.end());
    }
    assertThat(rest).doesNotContain("&", "\\begin", "\\end", "\\\\");
  }

  private static long cells(String row) {
    return row.chars().filter(c -> c == '&').count() + 1;
  }
}
