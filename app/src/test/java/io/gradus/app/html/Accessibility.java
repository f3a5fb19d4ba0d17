package io.gradus.app.html;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/// What keeps readers out of a page: by ear, on paper, without a network, with weak eyes.
final class Accessibility {
  private static final double READABLE = 4.5; // WCAG 2.2, level AA
  private static final String NAMESPACE = "http://www.w3.org/1998/Math/MathML";
  private static final Pattern LIGHT = Pattern.compile("(--[\\w-]+)\\s*:\\s*(#[0-9a-fA-F]{6})");
  private static final Pattern DARK =
      Pattern.compile(
          "@media\\s*\\(prefers-color-scheme:\\s*dark\\)\\s*\\{\\s*:root\\s*\\{([^}]*)}");
  private static final Pattern TEXT = Pattern.compile("[ ;{]color:\\s*var\\((--[\\w-]+)\\)");
  private static final Pattern BACKGROUND = Pattern.compile("background:\\s*var\\((--[\\w-]+)\\)");

  private final Element root;
  private final String page;
  private final List<String> faults = new ArrayList<>();

  private Accessibility(String page) {
    this.page = page;
    this.root = parsed(page);
  }

  /// Sentences on all that is wrong; empty if a page is sound.
  static List<String> faults(String page) {
    Accessibility check = new Accessibility(page);
    check.head();
    check.headings();
    check.tables();
    check.pictures();
    check.formulas();
    check.network();
    check.contrast();
    return check.faults;
  }

  private static Element parsed(String page) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
      byte[] bytes = page.getBytes(StandardCharsets.UTF_8);
      return factory
          .newDocumentBuilder()
          .parse(new ByteArrayInputStream(bytes))
          .getDocumentElement();
    } catch (SAXException | IOException | ParserConfigurationException e) {
      throw new AssertionError("the page is not well-formed", e);
    }
  }

  private void require(boolean condition, String sentence) {
    if (!condition) {
      faults.add(sentence);
    }
  }

  private static List<Element> all(Element in, String name) {
    NodeList nodes = in.getElementsByTagName(name);
    return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i)).toList();
  }

  private static String text(List<Element> elements) {
    return elements.isEmpty() ? "" : elements.getFirst().getTextContent().strip();
  }

  private void head() {
    require(!root.getAttribute("lang").isBlank(), "the page has no language");
    require(!text(all(root, "title")).isEmpty(), "the page has no title");
    require(all(root, "main").size() == 1, "the page has not one main part");
    TreeSet<String> ids = new TreeSet<>();
    for (Element e : all(root, "*")) {
      require(!e.hasAttribute("id") || ids.add(e.getAttribute("id")), "an id stands twice");
    }
  }

  private void headings() {
    int before = 0;
    for (Element e : all(root, "*")) {
      if (e.getTagName().matches("h[1-6]")) {
        int level = e.getTagName().charAt(1) - '0';
        String what = e.getTagName() + " " + e.getTextContent().strip();
        require(level > 1 || before == 0, "a second title: " + what);
        require(level <= before + 1, "a level is left out before " + what);
        require(!e.getTextContent().isBlank(), "a heading is empty");
        before = level;
      }
    }
    require(before > 0, "the page has no heading");
  }

  private void tables() {
    for (Element table : all(root, "table")) {
      String what = table.getTextContent().strip().replaceAll("\\s+", " ");
      what = what.substring(0, Math.min(60, what.length()));
      boolean named = !text(all(table, "caption")).isEmpty() || table.hasAttribute("aria-label");
      require(named, "a table has no caption: " + what);
      List<Element> heads = all(table, "th");
      require(!heads.isEmpty(), "a table has no head: " + what);
      for (Element th : heads) {
        require(th.getAttribute("scope").matches("col|row"), "a head has no scope: " + what);
        require(!th.getTextContent().isBlank(), "a head is empty: " + what);
      }
      Element box = (Element) table.getParentNode();
      require(box.getAttribute("class").contains("scroll"), "a table cannot be scrolled: " + what);
    }
  }

  private void pictures() {
    for (Element svg : all(root, "svg")) {
      boolean named = !text(all(svg, "title")).isEmpty() || svg.hasAttribute("aria-label");
      boolean hidden = svg.getAttribute("aria-hidden").equals("true") || isPart(svg);
      require(hidden || named && svg.getAttribute("role").equals("img"), "a picture says nothing");
    }
    require(all(root, "img").stream().allMatch(i -> i.hasAttribute("alt")), "an img has no alt");
  }

  /// Whether a picture is a panel of another.
  private static boolean isPart(Element svg) {
    Node parent = svg.getParentNode();
    while (parent != null && !parent.getNodeName().equals("svg")) {
      parent = parent.getParentNode();
    }
    return parent != null;
  }

  private void formulas() {
    for (Element math : all(root, "math")) {
      require(!math.getTextContent().isBlank(), "a formula is empty");
    }
  }

  private void network() {
    require(!page.replace(NAMESPACE, "").matches("(?is).*(https?:)?//\\w.*"), "an address is used");
    require(all(root, "script").isEmpty() && all(root, "link").isEmpty(), "the page loads things");
    require(!page.contains("@import") && !page.contains("url("), "the style loads things");
  }

  /// The colors of texts on all backgrounds of the page, in both schemes.
  private void contrast() {
    StringBuilder style = new StringBuilder();
    all(root, "style").forEach(e -> style.append(e.getTextContent()));
    String dark = String.join("", DARK.matcher(style).results().map(m -> m.group(1)).toList());
    Map<String, String> bright = colors(DARK.matcher(style).replaceAll(""));
    Map<String, String> dim = new HashMap<>(bright);
    dim.putAll(colors(dark));
    for (String text : TEXT.matcher(style).results().map(m -> m.group(1)).toList()) {
      for (String back : BACKGROUND.matcher(style).results().map(m -> m.group(1)).toList()) {
        for (Map<String, String> scheme : List.of(bright, dim)) {
          double ratio = ratio(scheme.get(text), scheme.get(back));
          require(ratio >= READABLE, "%s on %s: contrast %.2f".formatted(text, back, ratio));
        }
      }
    }
  }

  private static Map<String, String> colors(String style) {
    Map<String, String> colors = new HashMap<>();
    Matcher m = LIGHT.matcher(style);
    while (m.find()) {
      colors.putIfAbsent(m.group(1), m.group(2));
    }
    return colors;
  }

  /// (L₁ + 0.05)/(L₂ + 0.05) of the lighter to the darker color.
  private static double ratio(String a, String b) {
    double x = luminance(a);
    double y = luminance(b);
    return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
  }

  /// The relative luminance of sRGB.
  private static double luminance(String color) {
    double[] weights = {0.2126, 0.7152, 0.0722};
    double sum = 0;
    for (int i = 0; i < 3; i++) {
      double c = Integer.parseInt(color, 2 * i + 1, 2 * i + 3, 16) / 255.0;
      sum += weights[i] * (c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4));
    }
    return sum;
  }
}
