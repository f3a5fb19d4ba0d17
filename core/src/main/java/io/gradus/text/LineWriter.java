package io.gradus.text;

import io.gradus.text.Form.Level;
import java.util.List;
import java.util.stream.Collectors;

/// Writes formulas in a line of characters, with brackets where the operators need them. The
/// notations differ in what is abstract here, and where they override a common habit.
abstract class LineWriter {
  final StringBuilder out = new StringBuilder();

  /// The text of a form.
  final String write(Form form) {
    put(form, Level.ALL);
    return out.toString();
  }

  abstract void numeral(Form.Numeral n);

  abstract void constant(String name);

  abstract void name(String name);

  abstract void power(Form base, Form exponent);

  abstract void root(int degree, Form of);

  abstract void exponential(Form exponent);

  abstract void apply(Head head, List<Form> args);

  abstract void bars(boolean floor, Form of);

  abstract void truth(Form condition);

  abstract void cases(Form condition, Form yes, Form no);

  abstract void items(List<Form> items);

  abstract void dot(Form left, Form right);

  abstract void transposed(Form of);

  void element(Form of, List<Integer> index) {
    put(of, Level.ATOM);
    out.append("[[").append(positions(index, ", ")).append("]]");
  }

  abstract void tensor(String name, List<Form> args, List<String> settings);

  String sign(Form.Sign sign) {
    return sign.text;
  }

  /// What stands between factors.
  String times() {
    return "*";
  }

  /// What stands between a dividend and a divisor.
  String over() {
    return "/";
  }

  /// How strongly a form binds in this notation.
  Level level(Form form) {
    return form.level();
  }

  /// Writes a form, in brackets if it binds less strongly than `least`.
  final void put(Form form, Level least) {
    boolean brackets = level(form).compareTo(least) < 0;
    if (brackets) {
      out.append('(');
    }
    body(form);
    if (brackets) {
      out.append(')');
    }
  }

  private void body(Form form) {
    switch (form) {
      case Form.Numeral n -> numeral(n);
      case Form.Constant c -> constant(c.name());
      case Form.Name n -> name(n.name());
      case Form.Sum s -> sum(s.terms());
      case Form.Product p -> product(p.factors());
      case Form.Fraction f -> {
        put(f.above(), Level.PRODUCT);
        out.append(over());
        put(f.below(), Level.DOT);
      }
      case Form.Power p -> power(p.base(), p.exponent());
      case Form.Root r -> root(r.degree(), r.of());
      case Form.Exponential e -> exponential(e.exponent());
      case Form.Apply a -> apply(a.head(), a.args());
      case Form.Bars b -> bars(b.floor(), b.of());
      case Form.Relation r -> {
        put(r.left(), Level.SUM);
        out.append(' ').append(sign(r.sign())).append(' ');
        put(r.right(), Level.SUM);
      }
      case Form.All a -> all(a.conditions());
      case Form.Truth t -> truth(t.condition());
      case Form.Cases c -> cases(c.condition(), c.yes(), c.no());
      case Form.Items i -> items(i.items());
      case Form.Dot d -> dot(d.left(), d.right());
      case Form.Transposed t -> transposed(t.of());
      case Form.Element e -> element(e.of(), e.index());
      case Form.Tensor t -> tensor(t.name(), t.args(), t.settings());
    }
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
      out.append(i == 0 ? "" : times());
      put(factors.get(i), Level.DOT);
    }
  }

  private void all(List<Form> conditions) {
    for (int i = 0; i < conditions.size(); i++) {
      out.append(i == 0 ? "" : " && ");
      put(conditions.get(i), Level.RELATION);
    }
  }

  /// Writes `head`, the forms between commas, and `end`.
  final void list(String head, List<Form> forms, String end) {
    out.append(head);
    for (int i = 0; i < forms.size(); i++) {
      out.append(i == 0 ? "" : ", ");
      put(forms.get(i), Level.ALL);
    }
    out.append(end);
  }

  /// Writes an operation on arrays as a call with its settings behind the operands.
  final void call(String open, List<Form> args, List<String> settings, String close) {
    list(open, args, args.isEmpty() || settings.isEmpty() ? "" : ", ");
    out.append(String.join(", ", settings)).append(close);
  }

  static String positions(List<Integer> index, String between) {
    return index.stream().map(i -> String.valueOf(i + 1)).collect(Collectors.joining(between));
  }
}
