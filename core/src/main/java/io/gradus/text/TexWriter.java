package io.gradus.text;

import io.gradus.text.Form.Level;
import java.util.List;
import java.util.Set;

/// TeX for mathematics mode: `2 x \cos\left(x^{2}\right)`.
final class TexWriter {
  private static final Set<String> LATIN_LETTERS =
      Set.of(
          "omicron", "Alpha", "Beta", "Epsilon", "Zeta", "Eta", "Iota", "Kappa", "Mu", "Nu",
          "Omicron", "Rho", "Tau", "Chi");

  private final StringBuilder out = new StringBuilder();

  String write(Form form) {
    put(form, Level.ALL);
    return out.toString();
  }

  /// A name with its index as a subscript and Greek letters by command.
  static String name(String name) {
    List<String> parts = Letters.parts(name);
    String accent = Letters.accent(parts.getFirst());
    String stem = Letters.plain(parts.getFirst());
    String head;
    if (Letters.greek(stem) != null) {
      head = LATIN_LETTERS.contains(stem) ? "\\mathrm{" + stem + "}" : "\\" + stem;
    } else {
      boolean letter = stem.codePointCount(0, stem.length()) == 1;
      head = letter ? escape(stem) : "\\mathrm{" + escape(stem) + "}";
    }
    head = accent.isEmpty() ? head : "\\" + accent + "{" + head + "}";
    return parts.size() == 1
        ? head
        : head + "_{" + String.join(",", parts.subList(1, parts.size())) + "}";
  }

  static String escape(String s) {
    StringBuilder b = new StringBuilder();
    for (char c : s.toCharArray()) {
      if ("_$&#%{}".indexOf(c) >= 0) {
        b.append('\\');
      }
      b.append(c == '\\' ? "\\backslash " : c == '^' ? "\\hat{}" : String.valueOf(c));
    }
    return b.toString();
  }

  private void put(Form form, Level least) {
    // What follows a brace with cases would seem to belong to its last line.
    Level level = form instanceof Form.Cases ? Level.RELATION : form.level();
    boolean brackets = level.compareTo(least) < 0;
    if (brackets) {
      bracketed(form);
    } else {
      body(form, true);
    }
  }

  private void bracketed(Form form) {
    out.append("\\left(");
    body(form, true);
    out.append("\\right)");
  }

  /// @param last whether nothing follows that a function without brackets could seize
  private void body(Form form, boolean last) {
    switch (form) {
      case Form.Numeral n -> {
        boolean one = n.exponent() != 0 && n.digits().equals("1");
        out.append(one ? "" : n.digits());
        if (n.exponent() != 0) {
          out.append(one ? "10^{" : " \\cdot 10^{").append(n.exponent()).append('}');
        }
      }
      case Form.Constant c -> out.append(constant(c.name()));
      case Form.Name n -> out.append(name(n.name()));
      case Form.Sum s -> sum(s.terms());
      case Form.Product p -> product(p.factors());
      case Form.Fraction f -> {
        group("\\frac{", f.above());
        group("{", f.below());
      }
      case Form.Power p -> power(p, last);
      case Form.Root r -> group(r.degree() == 2 ? "\\sqrt{" : "\\sqrt[3]{", r.of());
      case Form.Exponential e -> group("e^{", e.exponent());
      case Form.Apply a -> {
        out.append(a.head().tex());
        arguments(a, last);
      }
      case Form.Bars b -> {
        out.append(b.floor() ? "\\left\\lfloor " : "\\left|");
        body(b.of(), true);
        out.append(b.floor() ? "\\right\\rfloor" : "\\right|");
      }
      case Form.Relation r -> {
        put(r.left(), Level.SUM);
        out.append(' ').append(r.sign().tex).append(' ');
        put(r.right(), Level.SUM);
      }
      case Form.All a -> separated(a.conditions(), " \\land ");
      case Form.Truth t -> {
        out.append("\\left[");
        body(t.condition(), true);
        out.append("\\right]");
      }
      case Form.Cases c -> cases(c);
      case Form.Items i -> items(i.items());
      case Form.Dot d -> {
        put(d.left(), Level.DOT);
        out.append(" \\cdot ");
        put(d.right(), Level.POWER);
      }
      case Form.Transposed t -> {
        put(t.of(), Level.ATOM);
        out.append("^{\\top}");
      }
      case Form.Element e -> {
        put(e.of(), Level.ATOM);
        out.append("_{").append(LineWriter.positions(e.index(), ",")).append('}');
      }
      case Form.Tensor t -> {
        out.append("\\operatorname{").append(escape(t.name())).append("}\\left(");
        separated(t.args(), ", ");
        if (!t.settings().isEmpty()) {
          out.append(t.args().isEmpty() ? "\\text{" : ";\\ \\text{");
          out.append(escape(String.join(", ", t.settings()))).append('}');
        }
        out.append("\\right)");
      }
    }
  }

  private static String constant(String name) {
    return switch (name) {
      case "pi" -> "\\pi";
      case "Infinity" -> "\\infty";
      case "NaN" -> "\\mathrm{NaN}";
      default -> name;
    };
  }

  private void group(String open, Form form) {
    out.append(open);
    body(form, true);
    out.append('}');
  }

  private void sum(List<Form.Term> terms) {
    for (int i = 0; i < terms.size(); i++) {
      boolean minus = terms.get(i).minus();
      out.append(i == 0 ? minus ? "-" : "" : minus ? " - " : " + ");
      put(terms.get(i).form(), Level.PRODUCT);
    }
  }

  private void product(List<Form> factors) {
    for (int i = 0; i < factors.size(); i++) {
      Form factor = factors.get(i);
      boolean last = i == factors.size() - 1 || isFunction(factors.get(i + 1));
      if (i > 0) {
        out.append(beginsWithDigit(factor) ? " \\cdot " : " ");
      }
      if (factor instanceof Form.Cases || factor.level().compareTo(Level.DOT) < 0) {
        bracketed(factor);
      } else {
        body(factor, last);
      }
    }
  }

  private static boolean isFunction(Form form) {
    return form instanceof Form.Apply
        || form instanceof Form.Power p && p.base() instanceof Form.Apply;
  }

  private static boolean beginsWithDigit(Form form) {
    return form instanceof Form.Numeral
        || form instanceof Form.Power p && beginsWithDigit(p.base());
  }

  private void power(Form.Power p, boolean last) {
    if (p.base() instanceof Form.Apply a
        && a.head().bare()
        && p.exponent() instanceof Form.Numeral) {
      group(a.head().tex() + "^{", p.exponent());
      arguments(a, last);
      return;
    }
    boolean plain =
        p.base() instanceof Form.Name
            || p.base() instanceof Form.Constant
            || p.base() instanceof Form.Numeral n && n.exponent() == 0
            || p.base() instanceof Form.Bars;
    if (plain) {
      body(p.base(), true);
    } else {
      bracketed(p.base());
    }
    group("^{", p.exponent());
  }

  private void arguments(Form.Apply a, boolean last) {
    boolean simple =
        a.args().size() == 1
            && (a.args().getFirst() instanceof Form.Name
                || a.args().getFirst() instanceof Form.Constant
                || a.args().getFirst() instanceof Form.Numeral n && n.exponent() == 0);
    if (simple && last && a.head().bare()) {
      out.append(' ');
      body(a.args().getFirst(), true);
      return;
    }
    out.append("\\left(");
    separated(a.args(), ", ");
    out.append("\\right)");
  }

  private void separated(List<Form> forms, String by) {
    for (int i = 0; i < forms.size(); i++) {
      out.append(i == 0 ? "" : by);
      put(forms.get(i), Level.RELATION);
    }
  }

  /// A chain of choices is one brace.
  private void cases(Form.Cases first) {
    out.append("\\begin{cases}");
    Form rest = first;
    while (rest instanceof Form.Cases c) {
      body(c.yes(), true);
      out.append(" & \\text{if } ");
      body(c.condition(), true);
      out.append(" \\\\ ");
      rest = c.no();
    }
    body(rest, true);
    out.append(" & \\text{otherwise}\\end{cases}");
  }

  private void items(List<Form> items) {
    boolean matrix = items.stream().allMatch(i -> i instanceof Form.Items);
    out.append("\\begin{pmatrix}");
    for (int i = 0; i < items.size(); i++) {
      out.append(i == 0 ? "" : " \\\\ ");
      if (matrix && items.get(i) instanceof Form.Items row) {
        separated(row.items(), " & ");
      } else {
        body(items.get(i), true);
      }
    }
    out.append("\\end{pmatrix}");
  }
}
