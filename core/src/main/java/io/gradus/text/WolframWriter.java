package io.gradus.text;

import io.gradus.text.Form.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Wolfram input form: `2*x*Cos[x^2]`.
final class WolframWriter extends LineWriter {
  private static final Map<String, String> ARRAYS =
      Map.of(
          "sum",
          "Total",
          "max",
          "Max",
          "min",
          "Min",
          "cumsum",
          "Accumulate",
          "outer",
          "TensorProduct",
          "reshape",
          "ArrayReshape");

  @Override
  void numeral(Form.Numeral n) {
    out.append(n.digits());
    if (n.exponent() != 0) {
      out.append("*^").append(n.exponent());
    }
  }

  @Override
  Level level(Form form) {
    return form instanceof Form.Exponential
        ? Level.POWER
        : form instanceof Form.Numeral ? Level.ATOM : form.level();
  }

  @Override
  void constant(String name) {
    out.append(
        switch (name) {
          case "pi" -> "Pi";
          case "e" -> "E";
          case "NaN" -> "Indeterminate";
          default -> name;
        });
  }

  /// Underscores mark patterns in Wolfram; indices go into brackets.
  @Override
  void name(String name) {
    List<String> parts = Letters.parts(name);
    boolean indexed = parts.size() > 1 && name.charAt(parts.getFirst().length()) == '_';
    String stem = indexed ? parts.getFirst() : name;
    out.append(stem.replaceAll("[^\\p{L}\\p{N}$]", "\\$"));
    if (indexed) {
      out.append('[').append(String.join(",", parts.subList(1, parts.size()))).append(']');
    }
  }

  @Override
  void power(Form base, Form exponent) {
    put(base, Level.ATOM);
    out.append('^');
    put(exponent, Level.ATOM);
  }

  @Override
  void root(int degree, Form of) {
    list(degree == 2 ? "Sqrt[" : "CubeRoot[", List.of(of), "]");
  }

  @Override
  void exponential(Form exponent) {
    out.append("E^");
    put(exponent, Level.ATOM);
  }

  @Override
  void apply(Head head, List<Form> args) {
    String name = head.text().equals("stop") ? "Identity" : head.wolfram();
    list(name + "[", head.swapped() ? args.reversed() : args, "]");
  }

  @Override
  void bars(boolean floor, Form of) {
    list(floor ? "Floor[" : "Abs[", List.of(of), "]");
  }

  @Override
  void truth(Form condition) {
    list("Boole[", List.of(condition), "]");
  }

  /// A chain of choices is one Piecewise.
  @Override
  void cases(Form condition, Form yes, Form no) {
    out.append("Piecewise[{");
    Form rest = new Form.Cases(condition, yes, no);
    String between = "";
    while (rest instanceof Form.Cases c) {
      list(between + "{", List.of(c.yes(), c.condition()), "}");
      between = ", ";
      rest = c.no();
    }
    list("}, ", List.of(rest), "]");
  }

  @Override
  void items(List<Form> items) {
    list("{", items, "}");
  }

  @Override
  void dot(Form left, Form right) {
    put(left, Level.DOT);
    out.append(" . ");
    put(right, Level.POWER);
  }

  @Override
  void transposed(Form of) {
    list("Transpose[", List.of(of), "]");
  }

  @Override
  void tensor(String name, List<Form> args, List<String> settings) {
    List<String> marks = new ArrayList<>();
    for (String setting : settings) {
      marks.add('"' + setting + '"');
    }
    String head = Character.toUpperCase(name.charAt(0)) + name.substring(1).replace("_", "");
    call(ARRAYS.getOrDefault(name, head) + "[", args, marks, "]");
  }

  @Override
  String sign(Form.Sign sign) {
    return sign.wolfram;
  }
}
