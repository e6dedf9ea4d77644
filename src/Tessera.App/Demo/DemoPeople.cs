using System.Globalization;
using Tessera.Core;

namespace Tessera.App.Demo;

/// <summary>Invents people. Names are common ones and some long ones; phones lie in +86 154, a range that no carrier uses, so that nobody is ever called.</summary>
internal sealed class DemoPeople(SeededSequence chance, int lastBirthYear)
{
    private static readonly string[] Surnames =
    [
        "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "周", "吴", "徐", "孙", "朱", "马", "胡", "郭", "林", "何", "高", "梁",
        "郑", "罗", "宋", "谢", "唐", "韩", "曹", "许", "邓", "萧", "冯", "曾", "程", "蔡", "彭", "潘", "袁", "于", "董", "余",
        "苏", "叶", "吕", "魏", "蒋", "田", "杜", "丁", "沈", "姜", "范", "江", "傅", "钟", "卢", "汪", "戴", "崔", "任", "陆",
        "廖", "姚", "方", "金", "邱", "夏", "谭", "韦", "贾", "邹", "石", "熊", "孟", "秦", "阎", "薛", "侯", "雷", "白", "龙",
    ];

    private static readonly string[] DoubleSurnames = ["欧阳", "上官", "司马", "诸葛", "皇甫", "司徒", "尉迟", "慕容"];

    private static readonly string[] GivenNames =
    [
        "伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超", "霞", "平", "刚",
        "秀英", "桂兰", "建国", "志强", "晓红", "海燕", "雪梅", "文博", "子涵", "雨桐", "梓轩", "欣怡", "浩然", "诗涵", "宇航", "思远",
        "佳琪", "俊杰", "雅婷", "晨曦", "嘉怡", "天佑", "若曦", "一诺", "明哲", "语嫣", "博文", "书瑶", "泽宇", "可馨", "瑞霖", "清越",
        "慕白", "知夏", "怀瑾", "望舒", "听澜", "予安", "南乔", "景行", "念慈", "沐阳", "星野", "素心", "之遥", "映雪", "亦凡", "乐瑶",
    ];

    private static readonly string[] LongNames =
    [
        "阿卜杜热合曼·买买提艾力", "古丽米热·阿布都热依木", "迪丽拜尔·吐尔逊江", "尼玛次仁扎西旺堆", "索朗卓玛央金拉姆",
        "巴特尔·孟克吉日嘎拉", "爱新觉罗·毓瑾珩", "艾尔肯·沙吾提库尔班", "玛依努尔·艾海提阿吉", "斯琴高娃·其木格",
    ];

    private readonly HashSet<string> _phones = [];

    /// <summary>A person with name, phone and, for most, a birthday.</summary>
    public DemoPerson Next(int number) => new(
        Name(),
        Phone(),
        chance.Chance(70, 100) ? Birthday() : null,
        chance.Chance(55, 100) ? "o-demo-" + number.ToString("D5", CultureInfo.InvariantCulture) : null,
        chance.Chance(25, 100) ? "6" + number.ToString("D7", CultureInfo.InvariantCulture) : null);

    private string Name()
    {
        if (chance.Chance(3, 100)) return chance.Pick(LongNames);
        var surname = chance.Chance(4, 100) ? chance.Pick(DoubleSurnames) : chance.Pick(Surnames);
        return surname + chance.Pick(GivenNames);
    }

    private string Phone()
    {
        string phone;
        do
        {
            phone = "+86154" + chance.Below(100_000_000).ToString("D8", CultureInfo.InvariantCulture);
        }
        while (!_phones.Add(phone));

        return phone;
    }

    private DateOnly Birthday()
    {
        var year = lastBirthYear - chance.Between(0, 44);
        return new DateOnly(year, 1, 1).AddDays(chance.Below(DateTime.IsLeapYear(year) ? 366 : 365));
    }
}
