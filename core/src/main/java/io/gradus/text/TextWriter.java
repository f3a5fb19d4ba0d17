package io.gradus.text;

import io.gradus.text.Form.Level;
import java.util.List;

/// Plain text that [Reader] reads back: `2*x*cos(x^2)`.
final class TextWriter extends LineWriter {
  @Override
  void numeral(Form.Numeral n) {
    out.append(n.digits());
    if (n.exponent() != 0) {
      out.append('e').append(n.exponent());
    }
  }

  @Override
  Level level(Form form) {
    return form instanceof Form.Numeral ? Level.ATOM : form.level();
  }

  @Override
  void constant(String name) {
    out.append(name.equals("e") ? "E" : name);
  }

  @Override
  void name(String name) {
    out.append(name);
  }

  @Override
  void power(Form base, Form exponent) {
    put(base, Level.ATOM);
    out.append('^');
    put(exponent, Level.ATOM);
  }

  @Override
  void root(int degree, Form of) {
    list(degree == 2 ? "sqrt(" : "cbrt(", List.of(of), ")");
  }

  @Override
  void exponential(Form exponent) {
    list("exp(", List.of(exponent), ")");
  }

  @Override
  void apply(Head head, List<Form> args) {
    list(head.text() + "(", args, ")");
  }

  @Override
  void bars(boolean floor, Form of) {
    list(floor ? "floor(" : "abs(", List.of(of), ")");
  }

  @Override
  void truth(Form condition) {
    list("(", List.of(condition), ")");
  }

  @Override
  void cases(Form condition, Form yes, Form no) {
    list("where(", List.of(condition, yes, no), ")");
  }

  @Override
  void items(List<Form> items) {
    list("{", items, "}");
  }

  @Override
  void dot(Form left, Form right) {
    put(left, Level.DOT);
    // In x^2.y the point would belong to the number.
    out.append(
        Character.isDigit(out.charAt(out.length() - 1)) && !(left instanceof Form.Name)
            ? " . "
            : ".");
    put(right, Level.POWER);
  }

  @Override
  void transposed(Form of) {
    list("transpose(", List.of(of), ")");
  }

  @Override
  void tensor(String name, List<Form> args, List<String> settings) {
    call(name + "(", args, settings, ")");
  }
}
