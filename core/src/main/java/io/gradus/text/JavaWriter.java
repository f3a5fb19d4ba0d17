package io.gradus.text;

import io.gradus.text.Form.Level;
import java.util.List;
import java.util.Set;

/// A Java expression of type double: `2.0 * x * Math.cos(x * x)`. Functions that `Math` lacks are
/// calls of methods of the same name, such as `erf(x)`.
final class JavaWriter extends LineWriter {
  private static final Set<String> WORDS =
      Set.of(
          "_",
          "abstract",
          "assert",
          "boolean",
          "break",
          "byte",
          "case",
          "catch",
          "char",
          "class",
          "const",
          "continue",
          "default",
          "do",
          "double",
          "else",
          "enum",
          "extends",
          "false",
          "final",
          "finally",
          "float",
          "for",
          "goto",
          "if",
          "implements",
          "import",
          "instanceof",
          "int",
          "interface",
          "long",
          "native",
          "new",
          "null",
          "package",
          "private",
          "protected",
          "public",
          "return",
          "short",
          "static",
          "strictfp",
          "super",
          "switch",
          "synchronized",
          "this",
          "throw",
          "throws",
          "transient",
          "true",
          "try",
          "void",
          "volatile",
          "while");

  @Override
  void numeral(Form.Numeral n) {
    boolean whole = n.digits().indexOf('.') < 0 && n.exponent() == 0;
    out.append(n.digits()).append(whole ? ".0" : "");
    if (n.exponent() != 0) {
      out.append('e').append(n.exponent());
    }
  }

  @Override
  Level level(Form form) {
    if (form instanceof Form.Power p) {
      return isSquare(p) ? Level.PRODUCT : Level.ATOM;
    }
    return form instanceof Form.Numeral || form instanceof Form.Dot ? Level.ATOM : form.level();
  }

  private static boolean isSquare(Form.Power p) {
    return p.base() instanceof Form.Name
        && p.exponent() instanceof Form.Numeral n
        && n.equals(Numerals.whole(2));
  }

  @Override
  void constant(String name) {
    out.append(
        switch (name) {
          case "pi" -> "Math.PI";
          case "e" -> "Math.E";
          case "Infinity" -> "Double.POSITIVE_INFINITY";
          case "NaN" -> "Double.NaN";
          default -> name;
        });
  }

  @Override
  void name(String name) {
    String safe = name.replaceAll("[^\\p{L}\\p{N}_$]", "_");
    boolean free = Character.isJavaIdentifierStart(safe.codePointAt(0)) && !WORDS.contains(safe);
    out.append(free ? "" : "_").append(safe);
  }

  @Override
  void power(Form base, Form exponent) {
    if (isSquare(new Form.Power(base, exponent))) {
      put(base, Level.ATOM);
      out.append(" * ");
      put(base, Level.ATOM);
    } else {
      list("Math.pow(", List.of(base, exponent), ")");
    }
  }

  @Override
  void root(int degree, Form of) {
    list(degree == 2 ? "Math.sqrt(" : "Math.cbrt(", List.of(of), ")");
  }

  @Override
  void exponential(Form exponent) {
    list("Math.exp(", List.of(exponent), ")");
  }

  @Override
  void apply(Head head, List<Form> args) {
    String name = head.text().equals("stop") ? "" : head.java();
    list(name + "(", args, ")");
  }

  @Override
  void bars(boolean floor, Form of) {
    list(floor ? "Math.floor(" : "Math.abs(", List.of(of), ")");
  }

  @Override
  void truth(Form condition) {
    list("(", List.of(condition), " ? 1.0 : 0.0)");
  }

  @Override
  void cases(Form condition, Form yes, Form no) {
    list("(", List.of(condition), " ? ");
    put(yes, Level.SUM);
    out.append(" : ");
    put(no, Level.SUM);
    out.append(')');
  }

  @Override
  void items(List<Form> items) {
    boolean rows = !items.isEmpty() && items.getFirst() instanceof Form.Items;
    list(rows ? "new double[][] {" : "new double[] {", items, "}");
  }

  @Override
  void dot(Form left, Form right) {
    list("dot(", List.of(left, right), ")");
  }

  @Override
  void transposed(Form of) {
    list("transpose(", List.of(of), ")");
  }

  @Override
  void element(Form of, List<Integer> index) {
    put(of, Level.ATOM);
    index.forEach(i -> out.append('[').append(i).append(']'));
  }

  @Override
  void tensor(String name, List<Form> args, List<String> settings) {
    List<String> quoted = settings.stream().map(s -> '"' + s + '"').toList();
    call(name + "(", args, quoted, ")");
  }

  @Override
  String times() {
    return " * ";
  }

  @Override
  String over() {
    return " / ";
  }
}
