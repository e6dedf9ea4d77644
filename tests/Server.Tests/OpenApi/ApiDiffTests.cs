using System.Text.Json.Nodes;

namespace Tessera.Server.Tests.OpenApi;

/// <summary>The check for broken promises of the API finds each kind of them, and nothing else.</summary>
[Covers("R14")]
public sealed class ApiDiffTests
{
    private const string Old = """
        {"openapi":"3.1.0","paths":{"/v1/things":{
          "get":{"operationId":"listThings","parameters":[{"name":"limit","in":"query","schema":{"type":"integer","maximum":200}}],"responses":{"200":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Thing"}}}}}},
          "post":{"operationId":"makeThing","requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/NewThing"}}}},"responses":{"201":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Thing"}}}}}}}},
         "components":{"schemas":{
          "NewThing":{"type":"object","required":["name"],"properties":{"name":{"type":"string","maxLength":50},"size":{"type":["null","integer"]},"kind":{"enum":["a","b"]}}},
          "Thing":{"type":"object","required":["id","name"],"properties":{"id":{"type":"string"},"name":{"type":"string"},"inner":{"$ref":"#/components/schemas/Inner"}}},
          "Inner":{"type":"object","properties":{"note":{"type":"string"},"more":{"$ref":"#/components/schemas/Inner"}}}}}}
        """;

    [Theory]
    [InlineData("\"/v1/things\"", "\"/v1/stuff\"", "/v1/things: the path is gone")]
    [InlineData("\"get\"", "\"head\"", "GET /v1/things: the method is gone")]
    [InlineData("listThings", "getThings", "GET /v1/things: operationId was listThings and is getThings: clients made from the description name it")]
    [InlineData("\"name\":\"limit\"", "\"name\":\"most\"", "GET /v1/things: query parameter limit is gone")]
    [InlineData("\"in\":\"query\"", "\"in\":\"query\",\"required\":true", "GET /v1/things: query parameter limit is newly required")]
    [InlineData("\"maximum\":200", "\"maximum\":100", "GET /v1/things: query parameter limit: maximum is 100 and was 200")]
    [InlineData("\"201\"", "\"202\"", "POST /v1/things: it does not answer 201 any more")]
    [InlineData("\"required\":[\"name\"]", "\"required\":[\"name\",\"size\"]", "POST /v1/things/size: newly required")]
    [InlineData("[\"null\",\"integer\"]", "\"integer\"", "POST /v1/things/size: takes no null any more")]
    [InlineData("\"maxLength\":50", "\"maxLength\":40", "POST /v1/things/name: maxLength is 40 and was 50")]
    [InlineData("\"maxLength\":50", "\"pattern\":\"^x\"", "POST /v1/things/name: must have the shape ^x")]
    [InlineData("[\"a\",\"b\"]", "[\"a\",\"c\"]", "POST /v1/things/kind: takes no \"b\" any more")]
    [InlineData("\"size\":", "\"length\":", "POST /v1/things/size: the field is gone")]
    [InlineData("\"note\":{\"type\":\"string\"}", "\"note\":{\"type\":\"integer\"}", "GET /v1/things 200/inner/note: may now be integer")]
    [InlineData("\"required\":[\"id\",\"name\"]", "\"required\":[\"id\"]", "GET /v1/things 200/name: no longer always given")]
    [InlineData("\"inner\":{\"$ref\":\"#/components/schemas/Inner\"}", "\"inner\":{\"oneOf\":[{\"type\":\"null\"},{\"$ref\":\"#/components/schemas/Inner\"}]}", "GET /v1/things 200/inner: may now be null")]
    [InlineData("\"note\":", "\"remark\":", "GET /v1/things 200/inner/note: the field is gone")]
    public void A_broken_promise_is_named_with_its_place(string was, string becomes, string sentence) =>
        Assert.Equal([sentence], ApiDiff.Breaking(Parsed(Old), Parsed(Old.Replace(was, becomes, StringComparison.Ordinal))));

    [Theory]
    [InlineData("\"paths\":{", "\"paths\":{\"/v1/new\":{},")]
    [InlineData("\"maximum\":200", "\"maximum\":500")]
    [InlineData("\"required\":[\"name\"],", "")]
    [InlineData("\"size\":", "\"colour\":{\"type\":\"string\"},\"size\":")]
    [InlineData("[\"a\",\"b\"]", "[\"a\",\"b\",\"c\"]")]
    [InlineData("\"required\":[\"id\",\"name\"]", "\"required\":[\"id\",\"name\",\"inner\"]")]
    [InlineData("\"note\":", "\"colour\":{\"type\":\"string\"},\"note\":")]
    [InlineData("\"maxLength\":50", "\"maxLength\":60")]
    public void What_asks_for_less_or_gives_more_breaks_nothing(string was, string becomes) =>
        Assert.Empty(ApiDiff.Breaking(Parsed(Old), Parsed(Old.Replace(was, becomes, StringComparison.Ordinal))));

    private static JsonObject Parsed(string json) => JsonNode.Parse(json)!.AsObject();
}
