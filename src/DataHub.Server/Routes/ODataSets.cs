// Answers /odata: one controller per set, found by the conventions of Microsoft.AspNetCore.OData; the rows are streamed by ODataPage.
using DataHub.Model;
using DataHub.Queries;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OData;
using Microsoft.AspNetCore.OData.Routing.Controllers;

namespace DataHub.Server.Routes;

static class ODataSets
{
    /// <summary>Service document, $metadata and the sets under /odata.</summary>
    internal static IMvcBuilder AddHubOData(this IMvcBuilder mvc) => mvc.AddOData(o =>
    {
        o.AddRouteComponents("odata", ODataReading.Model);
        o.RouteOptions.EnableQualifiedOperationCall = false;
        o.RouteOptions.EnablePropertyNameCaseInsensitive = true;
        o.RouteOptions.EnableKeyAsSegment = false;
        o.EnableNoDollarQueryOptions = true;
    });
}

/// <summary>Calculations: one row per calculation, failed ones included. Arrays (geometry, frequencies, ...) are at /api/calculations/{id}.</summary>
public sealed class CalculationsController(Hub hub) : ODataController
{
    /// <summary>The calculations at a level of theory that is the same as a given one or better for the property, with every other option of the set.</summary>
    /// <remarks>Levels whose order is not known are not among them: /api/levels/compare tells why.</remarks>
    /// <param name="level">Level of theory in single quotes; a slash in it is written %2F, or it goes in by an alias (@l).</param>
    /// <param name="property">Property in single quotes, such as 'gap_ev'.</param>
    [HttpGet, ProducesResponseType(200)]
    public Task AtLeast(string level, string property) => ODataPage.Many(HttpContext, hub.Archive, QuerySet.Calculations, where: () => LevelRoutes.AtLeast(hub.Archive, level, property, HttpContext.RequestAborted));

    /// <summary>The calculations of molecules like a given one, with every other option of the set.</summary>
    /// <param name="smiles">SMILES in single quotes.</param>
    /// <param name="threshold">Least Tanimoto coefficient, 0 to 1.</param>
    [HttpGet, ProducesResponseType(200)]
    public Task Similar(string smiles, double threshold) => ODataPage.Many(HttpContext, hub.Archive, QuerySet.Calculations, () => StructureRoutes.Keys(hub.Structures.Similar(smiles, threshold, StructureRoutes.MostKeys, HttpContext.RequestAborted)));

    /// <summary>The calculations of molecules that have a substructure, with every other option of the set.</summary>
    /// <param name="smarts">SMARTS in single quotes; / and % in it are percent-encoded, or it goes in by an alias (@p).</param>
    [HttpGet, ProducesResponseType(200)]
    public Task Substructure(string smarts) => ODataPage.Many(HttpContext, hub.Archive, QuerySet.Calculations, () => StructureRoutes.Keys(hub.Structures.Substructure(new(smarts), StructureRoutes.MostKeys, HttpContext.RequestAborted)));

    /// <summary>Calculations by filter, ordering and search, page by page; at /$count their bare number.</summary>
    [HttpGet, ProducesResponseType(200)]
    public Task Get() => ODataPage.Many(HttpContext, hub.Archive, QuerySet.Calculations);

    /// <summary>One calculation by its id.</summary>
    /// <param name="key">Content id.</param>
    [HttpGet, ProducesResponseType(200)]
    public Task Get(string key) => ODataPage.One(HttpContext, hub.Archive, QuerySet.Calculations, key);
}

/// <summary>Molecules: one row per InChIKey, charge and multiplicity.</summary>
public sealed class MoleculesController(Hub hub) : ODataController
{
    /// <summary>The molecules of molecules like a given one, with every other option of the set.</summary>
    /// <param name="smiles">SMILES in single quotes.</param>
    /// <param name="threshold">Least Tanimoto coefficient, 0 to 1.</param>
    [HttpGet, ProducesResponseType(200)]
    public Task Similar(string smiles, double threshold) => ODataPage.Many(HttpContext, hub.Archive, QuerySet.Molecules, () => StructureRoutes.Keys(hub.Structures.Similar(smiles, threshold, StructureRoutes.MostKeys, HttpContext.RequestAborted)));

    /// <summary>The molecules of molecules that have a substructure, with every other option of the set.</summary>
    /// <param name="smarts">SMARTS in single quotes; / and % in it are percent-encoded, or it goes in by an alias (@p).</param>
    [HttpGet, ProducesResponseType(200)]
    public Task Substructure(string smarts) => ODataPage.Many(HttpContext, hub.Archive, QuerySet.Molecules, () => StructureRoutes.Keys(hub.Structures.Substructure(new(smarts), StructureRoutes.MostKeys, HttpContext.RequestAborted)));

    /// <summary>Molecules by filter, ordering and search, page by page; at /$count their bare number.</summary>
    [HttpGet, ProducesResponseType(200)]
    public Task Get() => ODataPage.Many(HttpContext, hub.Archive, QuerySet.Molecules);

    /// <summary>One state of a molecule by its key.</summary>
    /// <param name="keyinchikey">Standard InChIKey.</param>
    /// <param name="keycharge">Total charge.</param>
    /// <param name="keymultiplicity">Spin multiplicity.</param>
    [HttpGet, ProducesResponseType(200)]
    public Task Get(string keyinchikey, long keycharge, long keymultiplicity) => ODataPage.One(HttpContext, hub.Archive, QuerySet.Molecules, keyinchikey, keycharge, keymultiplicity);
}

/// <summary>Datasets: one row each, with its totals.</summary>
public sealed class DatasetsController(Hub hub) : ODataController
{
    /// <summary>Datasets by filter and ordering, page by page; at /$count their bare number.</summary>
    [HttpGet, ProducesResponseType(200)]
    public Task Get() => ODataPage.Many(HttpContext, hub.Archive, QuerySet.Datasets);

    /// <summary>One dataset by its slug.</summary>
    /// <param name="key">Slug.</param>
    [HttpGet, ProducesResponseType(200)]
    public Task Get(string key) => ODataPage.One(HttpContext, hub.Archive, QuerySet.Datasets, key);
}

/// <summary>Levels of theory: one row each, with its totals.</summary>
public sealed class LevelsController(Hub hub) : ODataController
{
    /// <summary>Levels of theory by filter and ordering, page by page; at /$count their bare number.</summary>
    [HttpGet, ProducesResponseType(200)]
    public Task Get() => ODataPage.Many(HttpContext, hub.Archive, QuerySet.Levels);

    /// <summary>One level of theory by its canonical name.</summary>
    /// <param name="key">Canonical name; a slash in it is written %2F.</param>
    [HttpGet, ProducesResponseType(200)]
    public Task Get(string key) => ODataPage.One(HttpContext, hub.Archive, QuerySet.Levels, key);
}

/// <summary>Campaigns that computed something: one row each, with its totals.</summary>
public sealed class CampaignsController(Hub hub) : ODataController
{
    /// <summary>Campaigns by filter and ordering, page by page; at /$count their bare number.</summary>
    [HttpGet, ProducesResponseType(200)]
    public Task Get() => ODataPage.Many(HttpContext, hub.Archive, QuerySet.Campaigns);

    /// <summary>One campaign by its id.</summary>
    /// <param name="key">Id.</param>
    [HttpGet, ProducesResponseType(200)]
    public Task Get(string key) => ODataPage.One(HttpContext, hub.Archive, QuerySet.Campaigns, key);
}
