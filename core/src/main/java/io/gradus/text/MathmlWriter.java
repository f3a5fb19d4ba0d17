package io.gradus.text;

import io.gradus.text.Form.Level;
import java.util.List;

/// Presentation MathML.
final class MathmlWriter {
  private static final String TIMES = "<mo>&#x2062;</mo>";
  private static final String APPLY = "<mo>&#x2061;</mo>";

  private final StringBuilder out = new StringBuilder();

  static String document(String body) {
    return "<math xmlns=\"http://www.w3.org/1998/Math/MathML\">" + body + "</math>";
  }

  String write(Form form) {
    put(form, Level.ALL);
    return out.toString();
  }

  static String name(String name) {
    List<String> parts = Letters.parts(name);
    String accent = Letters.accent(parts.getFirst());
    String stem = Letters.plain(parts.getFirst());
    Integer greek = Letters.greek(stem);
    String head = "<mi>" + (greek == null ? escape(stem) : Character.toString(greek)) + "</mi>";
    if (!accent.isEmpty()) {
      String sign = accent.equals("dot") ? "˙" : "¯";
      head = "<mover accent=\"true\">" + head + "<mo>" + sign + "</mo></mover>";
    }
    return parts.size() == 1
        ? head
        : "<msub>"
            + head
            + "<mn>"
            + String.join(",", parts.subList(1, parts.size()))
            + "</mn></msub>";
  }

  private static String escape(String s) {
    return s.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private void put(Form form, Level least) {
    // What follows a brace with cases would seem to belong to its last line.
    Level level = form instanceof Form.Cases ? Level.RELATION : form.level();
    if (level.compareTo(least) < 0) {
      bracketed(form);
    } else {
      body(form);
    }
  }

  private void operator(String sign) {
    out.append("<mo>").append(sign).append("</mo>");
  }

  private void bracketed(Form form) {
    fenced("(", form, ")");
  }

  private void fenced(String open, Form form, String close) {
    out.append("<mrow>");
    operator(open);
    body(form);
    operator(close);
    out.append("</mrow>");
  }

  /// Writes a form as one element.
  private void body(Form form) {
    switch (form) {
      case Form.Numeral n -> {
        String digits = "<mn>" + n.digits() + "</mn>";
        String power = "<mo>&#x22C5;</mo><msup><mn>10</mn><mn>" + n.exponent() + "</mn></msup>";
        out.append(n.exponent() == 0 ? digits : "<mrow>" + digits + power + "</mrow>");
      }
      case Form.Constant c -> out.append("<mi>").append(constant(c.name())).append("</mi>");
      case Form.Name n -> out.append(name(n.name()));
      case Form.Sum s -> sum(s.terms());
      case Form.Product p -> product(p.factors());
      case Form.Fraction f -> {
        out.append("<mfrac>");
        body(f.above());
        body(f.below());
        out.append("</mfrac>");
      }
      case Form.Power p -> power(p);
      case Form.Root r -> {
        out.append(r.degree() == 2 ? "<msqrt>" : "<mroot>");
        body(r.of());
        out.append(r.degree() == 2 ? "</msqrt>" : "<mn>3</mn></mroot>");
      }
      case Form.Exponential e -> {
        out.append("<msup><mi>e</mi>");
        body(e.exponent());
        out.append("</msup>");
      }
      case Form.Apply a -> {
        out.append("<mrow><mi>").append(escape(a.head().mathml())).append("</mi>").append(APPLY);
        out.append("<mrow><mo>(</mo>");
        separated(a.args(), "<mo>,</mo>");
        out.append("<mo>)</mo></mrow></mrow>");
      }
      case Form.Bars b -> {
        boolean floor = b.floor();
        fenced(floor ? "&#x230A;" : "|", b.of(), floor ? "&#x230B;" : "|");
      }
      case Form.Relation r -> {
        out.append("<mrow>");
        put(r.left(), Level.SUM);
        operator(r.sign().mathml);
        put(r.right(), Level.SUM);
        out.append("</mrow>");
      }
      case Form.All a -> {
        out.append("<mrow>");
        separated(a.conditions(), "<mo>&#x2227;</mo>");
        out.append("</mrow>");
      }
      case Form.Truth t -> fenced("[", t.condition(), "]");
      case Form.Cases c -> cases(c);
      case Form.Items i -> items(i.items());
      case Form.Dot d -> {
        out.append("<mrow>");
        put(d.left(), Level.DOT);
        operator("&#x22C5;");
        put(d.right(), Level.POWER);
        out.append("</mrow>");
      }
      case Form.Transposed t -> {
        out.append("<msup>");
        put(t.of(), Level.ATOM);
        out.append("<mo>&#x22A4;</mo></msup>");
      }
      case Form.Element e -> {
        out.append("<msub>");
        put(e.of(), Level.ATOM);
        out.append("<mn>").append(LineWriter.positions(e.index(), ","));
        out.append("</mn></msub>");
      }
      case Form.Tensor t -> {
        out.append("<mrow><mi>").append(escape(t.name())).append("</mi>").append(APPLY);
        out.append("<mrow><mo>(</mo>");
        separated(t.args(), "<mo>,</mo>");
        if (!t.settings().isEmpty()) {
          String settings = escape(String.join(", ", t.settings()));
          out.append(t.args().isEmpty() ? "" : "<mo>;</mo>");
          out.append("<mtext>").append(settings).append("</mtext>");
        }
        out.append("<mo>)</mo></mrow></mrow>");
      }
    }
  }

  private static String constant(String name) {
    return switch (name) {
      case "pi" -> "&#x3C0;";
      case "Infinity" -> "&#x221E;";
      default -> escape(name);
    };
  }

  private void sum(List<Form.Term> terms) {
    out.append("<mrow>");
    for (int i = 0; i < terms.size(); i++) {
      boolean minus = terms.get(i).minus();
      out.append(minus ? "<mo>&#x2212;</mo>" : i == 0 ? "" : "<mo>+</mo>");
      put(terms.get(i).form(), Level.PRODUCT);
    }
    out.append("</mrow>");
  }

  private void product(List<Form> factors) {
    out.append("<mrow>");
    for (int i = 0; i < factors.size(); i++) {
      if (i > 0) {
        out.append(factors.get(i) instanceof Form.Numeral ? "<mo>&#x22C5;</mo>" : TIMES);
      }
      put(factors.get(i), Level.DOT);
    }
    out.append("</mrow>");
  }

  private void power(Form.Power p) {
    boolean plain =
        p.base() instanceof Form.Name
            || p.base() instanceof Form.Constant
            || p.base() instanceof Form.Numeral n && n.exponent() == 0
            || p.base() instanceof Form.Bars;
    out.append("<msup>");
    if (plain) {
      body(p.base());
    } else {
      bracketed(p.base());
    }
    body(p.exponent());
    out.append("</msup>");
  }

  private void separated(List<Form> forms, String by) {
    for (int i = 0; i < forms.size(); i++) {
      out.append(i == 0 ? "" : by);
      put(forms.get(i), Level.RELATION);
    }
  }

  private void cell(Form form) {
    out.append("<mtd>");
    body(form);
    out.append("</mtd>");
  }

  private void cases(Form.Cases first) {
    out.append("<mrow><mo>{</mo><mtable columnalign=\"left\">");
    Form rest = first;
    while (rest instanceof Form.Cases c) {
      out.append("<mtr>");
      cell(c.yes());
      out.append("<mtd><mtext>if&#xA0;</mtext>");
      body(c.condition());
      out.append("</mtd></mtr>");
      rest = c.no();
    }
    out.append("<mtr>");
    cell(rest);
    out.append("<mtd><mtext>otherwise</mtext></mtd></mtr></mtable></mrow>");
  }

  private void items(List<Form> items) {
    out.append("<mrow><mo>(</mo><mtable>");
    boolean matrix = items.stream().allMatch(i -> i instanceof Form.Items);
    for (Form item : items) {
      out.append("<mtr>");
      if (matrix && item instanceof Form.Items row) {
        row.items().forEach(this::cell);
      } else {
        cell(item);
      }
      out.append("</mtr>");
    }
    out.append("</mtable><mo>)</mo></mrow>");
  }
}
