#include "playground/teams/card_schema.h"

#include "bot/util/memory.h"
#include "bot/util/text.h"

#define SPACING "default|none|extraSmall|small|medium|large|extraLarge|padding"
#define ALIGN "left|center|right"
#define COLORS "default|dark|light|accent|good|warning|attention"
#define SIZES "small|default|medium|large|extraLarge"
#define STYLES "default|emphasis|good|attention|warning|accent"
#define CHART " title:text showTitle:bool colorSet:text maxWidth:text showLegend:bool"

static const struct card_type types[] = {
	{ "AdaptiveCard", CARD_PART,
		"version!:text $schema:text body:@elements actions:@actions fallbackText:text "
		"speak:text lang:text rtl:bool minHeight:text verticalContentAlignment:text "
		"selectAction:@action msteams:any refresh:{Refresh} metadata:any" },
	{ "TextBlock", CARD_ELEMENT,
		"text!:text color:" COLORS " fontType:default|monospace horizontalAlignment:" ALIGN
		" isSubtle:bool maxLines:number size:" SIZES " weight:default|lighter|bolder "
		"wrap:bool style:default|columnHeader|heading labelFor:text" },
	{ "RichTextBlock", CARD_ELEMENT, "inlines!:[TextRun] horizontalAlignment:" ALIGN },
	{ "TextRun", CARD_PART,
		"text!:text color:" COLORS
		" fontType:default|monospace highlight:bool isSubtle:bool italic:bool "
		"selectAction:@action size:" SIZES
		" strikethrough:bool underline:bool weight:default|lighter|bolder" },
	{ "Image", CARD_ELEMENT,
		"url!:text altText:text backgroundColor:text horizontalAlignment:" ALIGN
		" selectAction:@action size:auto|stretch|small|medium|large "
		"style:default|person|roundedCorners width:text msteams:any" },
	{ "Container", CARD_ELEMENT,
		"items!:@elements selectAction:@action style:" STYLES
		" verticalContentAlignment:top|center|bottom bleed:bool minHeight:text rtl:bool "
		"showBorder:bool roundedCorners:bool" },
	{ "ColumnSet", CARD_ELEMENT,
		"columns!:[Column] selectAction:@action style:" STYLES
		" bleed:bool minHeight:text horizontalAlignment:" ALIGN },
	{ "Column", CARD_PART,
		"items:@elements bleed:bool minHeight:text rtl:bool separator:bool spacing:" SPACING
		" selectAction:@action style:" STYLES
		" verticalContentAlignment:top|center|bottom width:any isVisible:bool" },
	{ "FactSet", CARD_ELEMENT, "facts!:[Fact]" },
	{ "Fact", CARD_PART, "title!:text value!:text" },
	{ "ActionSet", CARD_ELEMENT, "actions!:@actions horizontalAlignment:" ALIGN },
	{ "Table", CARD_ELEMENT,
		"columns:[TableColumnDefinition] rows!:[TableRow] firstRowAsHeader:bool "
		"showGridLines:bool gridStyle:" STYLES " horizontalCellContentAlignment:" ALIGN
		" verticalCellContentAlignment:top|center|bottom" },
	{ "TableColumnDefinition", CARD_PART,
		"width:any horizontalCellContentAlignment:" ALIGN
		" verticalCellContentAlignment:top|center|bottom" },
	{ "TableRow", CARD_PART,
		"cells!:[TableCell] style:" STYLES " horizontalCellContentAlignment:" ALIGN
		" verticalCellContentAlignment:top|center|bottom" },
	{ "TableCell", CARD_PART,
		"items!:@elements selectAction:@action style:" STYLES
		" verticalContentAlignment:top|center|bottom bleed:bool minHeight:text rtl:bool" },
	{ "CodeBlock", CARD_ELEMENT, "codeSnippet!:text language:text startLineNumber:number" },
	{ "Icon", CARD_ELEMENT,
		"name!:text size:text style:regular|filled color:" COLORS " selectAction:@action" },

	{ "Input.Text", CARD_INPUT,
		"isMultiline:bool maxLength:number placeholder:text regex:text "
		"style:text|tel|url|email|password inlineAction:@action value:text" },
	{ "Input.Number", CARD_INPUT, "max:number min:number placeholder:text value:number" },
	{ "Input.Date", CARD_INPUT, "max:text min:text placeholder:text value:text" },
	{ "Input.Time", CARD_INPUT, "max:text min:text placeholder:text value:text" },
	{ "Input.Toggle", CARD_INPUT,
		"title!:text value:text valueOff:text valueOn:text wrap:bool" },
	{ "Input.ChoiceSet", CARD_INPUT,
		"choices:[Input.Choice] choices.data:{Data.Query} isMultiSelect:bool "
		"style:compact|expanded|filtered value:text placeholder:text wrap:bool" },
	{ "Input.Choice", CARD_PART, "title!:text value!:text" },
	{ "Data.Query", CARD_PART,
		"dataset!:text count:number skip:number associatedInputs:auto|none" },

	{ "Action.Execute", CARD_ACTION, "verb!:text data:any associatedInputs:auto|none" },
	{ "Action.Submit", CARD_ACTION, "data:any associatedInputs:auto|none msteams:any" },
	{ "Action.OpenUrl", CARD_ACTION, "url!:text" },
	{ "Action.ShowCard", CARD_ACTION, "card!:{AdaptiveCard}" },
	{ "Action.ToggleVisibility", CARD_ACTION, "targetElements!:any" },
	{ "Refresh", CARD_PART, "action:@action userIds:any expires:text" },

	{ "Chart.VerticalBar", CARD_ELEMENT,
		"data!:[Chart.Point] xAxisTitle:text yAxisTitle:text color:text "
		"showBarValues:bool" CHART },
	{ "Chart.VerticalBar.Grouped", CARD_ELEMENT,
		"data!:[Chart.Series] xAxisTitle:text yAxisTitle:text color:text stacked:bool "
		"showBarValues:bool" CHART },
	{ "Chart.Line", CARD_ELEMENT,
		"data!:[Chart.Series] xAxisTitle:text yAxisTitle:text color:text" CHART },
	{ "Chart.HorizontalBar", CARD_ELEMENT,
		"data!:[Chart.Point] xAxisTitle:text yAxisTitle:text color:text "
		"displayMode:text" CHART },
	{ "Chart.HorizontalBar.Stacked", CARD_ELEMENT, "data!:any" CHART },
	{ "Chart.Donut", CARD_ELEMENT, "data!:[Chart.Slice] value:text" CHART },
	{ "Chart.Pie", CARD_ELEMENT, "data!:[Chart.Slice] value:text" CHART },
	{ "Chart.Gauge", CARD_ELEMENT,
		"value!:number min:number max:number segments:any valueFormat:text "
		"subLabel:text showMinMax:bool" CHART },
	{ "Chart.Point", CARD_PART, "x!:any y!:number color:text" },
	{ "Chart.Series", CARD_PART, "legend!:text values!:[Chart.Point] color:text" },
	{ "Chart.Slice", CARD_PART, "legend!:text value!:number color:text" },
};

const struct card_type *card_type_find(const char *name)
{
	for (size_t i = 0; i < array_length(types); i++)
		if (text_equal(types[i].name, name))
			return &types[i];
	return NULL;
}

const char *card_group_properties(enum card_group group)
{
	static const char element[] =
		"id:text spacing:" SPACING " separator:bool isVisible:bool height:any lang:text "
		"fallback:fallback requires:any targetWidth:text";
	static const char input[] =
		"label:text labelPosition:text isRequired:bool errorMessage:text spacing:" SPACING
		" separator:bool isVisible:bool height:any fallback:fallback requires:any id!:text";
	static const char action[] =
		"id:text title:text iconUrl:text style:default|positive|destructive "
		"mode:primary|secondary tooltip:text isEnabled:bool fallback:fallback "
		"requires:any";

	switch (group) {
	case CARD_ELEMENT:
		return element;
	case CARD_INPUT:
		return input;
	case CARD_ACTION:
		return action;
	case CARD_PART:
		return "type:text";
	}
	return "";
}
